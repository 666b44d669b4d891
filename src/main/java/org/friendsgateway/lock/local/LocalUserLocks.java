package org.friendsgateway.lock.local;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.lock.UserLocks;
import org.friendsgateway.quota.Quota.Demand;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.time.Scheduler;
import org.jspecify.annotations.Nullable;

/** Locks within one process. */
public final class LocalUserLocks implements UserLocks {

    private final Map<User, Queue<Waiter>> queues = new HashMap<>();
    private final int maxWaiting;
    private final Scheduler scheduler;

    private record User(String app, String id) {
    }

    /** @param maxWaiting how many may wait for the lock of one user */
    public LocalUserLocks(int maxWaiting, Scheduler scheduler) {
        this.maxWaiting = maxWaiting;
        this.scheduler = scheduler;
    }

    @Override
    public Uni<Lock> lock(String app, String user, @Nullable Demand demand) {
        return Uni.createFrom()
                .emitter(emitter -> new Waiter(new User(app, user), scheduler.currentExecutor(), emitter).enter());
    }

    /** An entry of a queue; the first of each queue holds the lock. */
    private final class Waiter implements Lock {

        private final User user;
        private final Executor executor;
        private final UniEmitter<? super Lock> emitter;
        private final AtomicBoolean left = new AtomicBoolean();
        private boolean granted;

        Waiter(User user, Executor executor, UniEmitter<? super Lock> emitter) {
            this.user = user;
            this.executor = executor;
            this.emitter = emitter;
        }

        void enter() {
            emitter.onTermination(this::leave);
            int ahead = join();
            if (ahead == 0) {
                acquire();
            } else if (ahead > maxWaiting) {
                emitter.fail(Failure.of(Kind.OVERLOADED, "Too many imports wait for the same user").exception());
            }
        }

        private int join() {
            synchronized (queues) {
                Queue<Waiter> queue = queues.computeIfAbsent(user, first -> new ArrayDeque<>());
                int ahead = queue.size();
                if (ahead <= maxWaiting) {
                    queue.add(this);
                }
                return ahead;
            }
        }

        // Granting and cancelling both run on the waiter's own event loop, so they cannot interleave.
        private void acquire() {
            if (!left.get()) {
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
        public boolean isHeld() {
            return granted && !left.get();
        }

        @Override
        public @Nullable Lease lease() {
            return null;
        }

        @Override
        public void release() {
            if (left.compareAndSet(false, true)) {
                Waiter next = remove();
                if (next != null) {
                    next.executor.execute(next::acquire);
                }
            }
        }

        private @Nullable Waiter remove() {
            synchronized (queues) {
                Queue<Waiter> queue = queues.getOrDefault(user, new ArrayDeque<>());
                boolean first = queue.peek() == this;
                queue.remove(this);
                if (queue.isEmpty()) {
                    queues.remove(user);
                }
                return first ? queue.peek() : null;
            }
        }
    }
}
