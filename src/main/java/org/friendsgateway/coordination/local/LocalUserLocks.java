package org.friendsgateway.coordination.local;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import org.friendsgateway.coordination.UserLocks;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.quota.Quota.Demand;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/** UserLocks taken in one process. */
public final class LocalUserLocks implements UserLocks {

    private final Map<Line, Queue<Waiter>> lines = new HashMap<>();
    private final int mostWaiting;
    private final Scheduler scheduler;

    private record Line(AppProfile app, String user) {
    }

    /** @param mostWaiting how many may wait for one user */
    public LocalUserLocks(int mostWaiting, Scheduler scheduler) {
        this.mostWaiting = mostWaiting;
        this.scheduler = scheduler;
    }

    @Override
    public Uni<Lock> take(AppProfile app, String user, @Nullable Demand demand) {
        return Uni.createFrom()
                .emitter(emitter -> new Waiter(new Line(app, user), scheduler.currentExecutor(), emitter).enter());
    }

    /** Somebody in a line; the first of a line is the one who writes. */
    private final class Waiter implements Lock {

        private final Line line;
        private final Executor home;
        private final UniEmitter<? super Lock> emitter;
        private final AtomicBoolean gone = new AtomicBoolean();
        private boolean granted;

        Waiter(Line line, Executor home, UniEmitter<? super Lock> emitter) {
            this.line = line;
            this.home = home;
            this.emitter = emitter;
        }

        void enter() {
            emitter.onTermination(this::leave);
            int ahead = join();
            if (ahead == 0) {
                grant();
            } else if (ahead > mostWaiting) {
                emitter.fail(Failure.of(Kind.OVERLOADED, "Too many imports wait for the same user").exception());
            }
        }

        private int join() {
            synchronized (lines) {
                Queue<Waiter> queue = lines.computeIfAbsent(line, first -> new ArrayDeque<>());
                int ahead = queue.size();
                if (ahead <= mostWaiting) {
                    queue.add(this);
                }
                return ahead;
            }
        }

        // Granting and cancelling both happen on the waiter's own event loop, so neither can slip in between.
        private void grant() {
            if (!gone.get()) {
                granted = true;
                emitter.complete(this);
            }
        }

        private void leave() {
            if (!granted) {
                release();
            }
        }

        @Override
        public boolean held() {
            return granted && !gone.get();
        }

        @Override
        public @Nullable Lease lease() {
            return null;
        }

        @Override
        public void release() {
            if (gone.compareAndSet(false, true)) {
                Waiter next = remove();
                if (next != null) {
                    next.home.execute(next::grant);
                }
            }
        }

        private @Nullable Waiter remove() {
            synchronized (lines) {
                Queue<Waiter> queue = lines.getOrDefault(line, new ArrayDeque<>());
                boolean first = queue.peek() == this;
                queue.remove(this);
                if (queue.isEmpty()) {
                    lines.remove(line);
                }
                return first ? queue.peek() : null;
            }
        }
    }
}
