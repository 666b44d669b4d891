package org.friendsgateway.lock.local;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.lock.UserLocks;
import org.friendsgateway.quota.Priority;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.time.Scheduler;
import org.jspecify.annotations.Nullable;

/** Locks within one process. */
public final class LocalUserLocks implements UserLocks {

    private final Map<User, List<Waiter>> queues = new HashMap<>();
    private final int maxWaiting;
    private final Scheduler scheduler;

    private record User(String app, String id) {
    }

    /** @param maxWaiting how many single imports may wait for the lock of one user */
    public LocalUserLocks(int maxWaiting, Scheduler scheduler) {
        this.maxWaiting = maxWaiting;
        this.scheduler = scheduler;
    }

    @Override
    public Uni<Lock> lock(String app, String user, Request request) {
        return Uni.createFrom().emitter(
                emitter -> new Waiter(new User(app, user), request, scheduler.currentExecutor(), emitter).enter());
    }

    /** An entry of a queue; the first of each queue holds the lock. */
    private final class Waiter implements Lock {

        private final User user;
        private final Request request;
        private final Executor executor;
        private final UniEmitter<? super Lock> emitter;
        private final AtomicBoolean left = new AtomicBoolean();
        private boolean granted;

        Waiter(User user, Request request, Executor executor, UniEmitter<? super Lock> emitter) {
            this.user = user;
            this.request = request;
            this.executor = executor;
            this.emitter = emitter;
        }

        void enter() {
            emitter.onTermination(this::leave);
            Waiter holder = join();
            if (holder == this) {
                acquire();
            } else if (holder == null) {
                emitter.fail(Failure.of(Kind.OVERLOADED, "Too many imports wait for the same user").exception());
            } else {
                request.onWait().run();
                holder.wantedBy(this);
            }
        }

        // The first waiter; null when there are too many already.
        private @Nullable Waiter join() {
            synchronized (queues) {
                List<Waiter> queue = queues.computeIfAbsent(user, first -> new ArrayList<>());
                if (isSingle() && queue.size() > maxWaiting) {
                    return null;
                }
                queue.add(place(queue), this);
                return queue.get(0);
            }
        }

        // A single import waits behind the holder and other single imports, a bulk line behind all.
        private int place(List<Waiter> queue) {
            int place = queue.size();
            while (isSingle() && place > 1 && !queue.get(place - 1).isSingle()) {
                place--;
            }
            return place;
        }

        private boolean isSingle() {
            return request.priority() == Priority.SINGLE;
        }

        private void wantedBy(Waiter other) {
            if (!isSingle() && other.isSingle()) {
                executor.execute(request.onWanted());
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
                List<Waiter> queue = queues.getOrDefault(user, new ArrayList<>());
                boolean first = !queue.isEmpty() && queue.get(0) == this;
                queue.remove(this);
                if (queue.isEmpty()) {
                    queues.remove(user);
                }
                return first && !queue.isEmpty() ? queue.get(0) : null;
            }
        }
    }
}
