package org.friendsgateway.quota;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.quota.Quota.Demand;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.quota.Quota.Waiting;
import org.friendsgateway.time.Deadline;
import org.friendsgateway.time.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one app that wait for permits in this replica, queued by priority and fairly by the weights of their callers.
 * The first ones prepare. Permits are leased to the replica; when one is due, the first call that is ready gets it.
 * Thread-safe.
 */
public final class PermitQueue {

    private final Quota quota;
    private final Scheduler scheduler;
    private final PriorityFairQueue<Waiter> queue = new PriorityFairQueue<>(waiter -> waiter.ready);
    private final LeasedPermits permits;
    private final ThreadLocal<Boolean> pumping = ThreadLocal.withInitial(() -> false);
    private long wakeAt;
    private boolean wakes;
    private int timers;

    public PermitQueue(Quota quota, Scheduler scheduler) {
        this.quota = quota;
        this.scheduler = scheduler;
        this.permits = new LeasedPermits(quota, scheduler);
    }

    /** A waiting call, which prepares, gets its permit and leaves on its own event loop. */
    private final class Waiter {

        private final long deadline;
        private final Function<Runnable, Uni<Void>> preparation;
        private final Function<Duration, Failure> refusal;
        private final UniEmitter<? super Permit> emitter;
        private final Executor eventLoop = scheduler.currentExecutor();
        private FairQueue<Waiter>.@Nullable Entry entry;
        private Cancellable preparing = () -> {
        };
        private volatile boolean ready;
        private volatile boolean blocked;
        private volatile boolean left;

        Waiter(Deadline deadline, Function<Runnable, Uni<Void>> preparation, Function<Duration, Failure> refusal,
                UniEmitter<? super Permit> emitter) {
            this.deadline = scheduler.nanoTime() + deadline.remaining().toNanos();
            this.preparation = preparation;
            this.refusal = refusal;
            this.emitter = emitter;
        }

        void prepare() {
            eventLoop.execute(() -> {
                if (!left) {
                    preparing = preparation.apply(this::block).subscribe().with(done -> {
                        ready = true;
                        pump();
                    }, emitter::fail);
                }
            });
        }

        private void block() {
            blocked = true;
            pump();
        }

        void give(Permit permit) {
            eventLoop.execute(() -> {
                if (!left && permits.isValid(permit)) {
                    emitter.complete(permit);
                    return;
                }
                synchronized (PermitQueue.this) {
                    if (!left && entry != null) {
                        entry.queue().restore(entry);
                    }
                }
                release(permit);
            });
        }

        void leave() {
            left = true;
            preparing.cancel();
        }
    }

    /**
     * Waits for a permit, on the caller's event loop; its call has to be sent at once. Cancelling leaves the queue.
     *
     * @param refusal makes the failure, given the time until a permit would come, when that is beyond the deadline
     * @param preparation has to complete before the call gets a permit, begins near the head of the queue, and runs its
     *        argument when it waits for another call, so that the next one may prepare
     * @param first whether the call goes before the others, because it goes on with what has begun
     */
    public Uni<Permit> take(Caller caller, Priority priority, Deadline deadline, Function<Duration, Failure> refusal,
            Function<Runnable, Uni<Void>> preparation, boolean first) {
        return Uni.createFrom().emitter(emitter -> {
            Waiter waiter = new Waiter(deadline, preparation, refusal, emitter);
            Duration tooLong = join(caller, priority, waiter, first);
            if (tooLong != null) {
                emitter.fail(refusal.apply(tooLong).exception());
            } else {
                emitter.onTermination(() -> leave(waiter));
                pump();
            }
        });
    }

    private synchronized @Nullable Duration join(Caller caller, Priority priority, Waiter waiter, boolean first) {
        Duration wait = estimateWait(caller, priority);
        if (!first && scheduler.nanoTime() + wait.toNanos() - waiter.deadline > 0) {
            return wait;
        }
        waiter.entry = queue.add(caller, priority, waiter, first);
        return null;
    }

    private void leave(Waiter waiter) {
        waiter.leave();
        synchronized (this) {
            if (waiter.entry != null) {
                waiter.entry.queue().remove(waiter.entry);
            }
        }
        pump();
    }

    /** The expected time until a permit for a call that joins the queue now. */
    public synchronized Duration estimateWait(Caller caller, Priority priority) {
        return permits.untilFree().plus(permits.time(queue.ahead(caller, priority)));
    }

    /** Whether every call has a permit. */
    public synchronized boolean isIdle() {
        return queue.size() <= permits.size();
    }

    /** The demand of a replica in which a single call of {@code caller} waits. */
    public static Demand demandOf(Caller caller, Priority priority) {
        return Demand.of(priority, new Waiting(caller.weight(), FairQueue.idOf(caller)), null);
    }

    /** Takes a lease that was requested outside the queue, for the call that joins it next. */
    public synchronized void offer(Lease lease) {
        permits.accept(lease);
        queue.shareWith(lease);
    }

    /** Takes back a permit that is not used. */
    public void release(Permit permit) {
        synchronized (this) {
            if (permits.isValid(permit)) {
                permits.putBack(permit);
            } else {
                quota.release(permit);
            }
        }
        pump();
    }

    /** Pauses all calls, and refuses at once those that would get their permit after their deadline. */
    public void pauseFor(Duration pause) {
        quota.pauseFor(pause);
        refuseLate();
    }

    /** Fails all waiting calls. */
    public void refuseAll(Failure failure) {
        List<Waiter> all;
        synchronized (this) {
            all = queue.removeLate((waiter, before) -> true);
        }
        all.forEach(waiter -> waiter.eventLoop.execute(() -> waiter.emitter.fail(failure.exception())));
    }

    // Outside a pause the place in the queue does not count, because others may still leave.
    private void refuseLate() {
        List<Waiter> late;
        long now = scheduler.nanoTime();
        Duration free;
        synchronized (this) {
            free = permits.untilFree();
            boolean paused = !quota.pauseLeft().isZero();
            late = queue.removeLate((waiter, before) -> now
                    + free.plus(permits.time(paused ? before : 0)).toNanos() - waiter.deadline > 0);
        }
        late.forEach(waiter -> waiter.eventLoop.execute(() -> waiter.emitter.fail(waiter.refusal.apply(free).exception())));
    }

    // A step may lead to further steps in the same thread: this loop takes them, so that the stack does not grow.
    private void pump() {
        if (pumping.get()) {
            return;
        }
        pumping.set(true);
        try {
            for (Runnable step = nextStep(); step != null; step = nextStep()) {
                step.run();
            }
        } finally {
            pumping.set(false);
        }
    }

    private synchronized @Nullable Runnable nextStep() {
        var next = queue.prepareNext(quota.schedule().permits(), waiter -> waiter.ready || !waiter.blocked);
        if (next != null) {
            return next.item::prepare;
        }
        Runnable serving = serve();
        return serving == null ? request() : serving;
    }

    private @Nullable Runnable serve() {
        if (queue.size() == 0) {
            return permits.releaseAll() ? quota::withdraw : null;
        }
        Permit permit = permits.first();
        var first = queue.first();
        if (permit == null || first == null) {
            return null;
        }
        if (permit.due() - scheduler.nanoTime() > 0) {
            return wakeAt(permit.due());
        }
        queue.serve(first);
        Permit taken = permits.take();
        return () -> first.item.give(taken);
    }

    private @Nullable Runnable request() {
        if (!permits.isWanted(queue.readySize())) {
            return null;
        }
        Demand demand = queue.demand(permits.size() + 1);
        long requestAt = permits.requestAt(demand.priority());
        if (requestAt - scheduler.nanoTime() > 0) {
            return wakeAt(requestAt);
        }
        permits.requested();
        return () -> quota.lease(demand).subscribe().with(lease -> answer(lease, demand));
    }

    private void answer(Lease lease, Demand demand) {
        synchronized (this) {
            permits.answered(lease, demand);
            queue.shareWith(lease);
        }
        if (lease.permit() == null && lease.delay().compareTo(LeasedPermits.MAX_REQUEST_INTERVAL) > 0) {
            refuseLate();
        }
        pump();
    }

    // Rounded up to the milliseconds of timers: one that fires early would only be set again.
    private @Nullable Runnable wakeAt(long at) {
        if (wakes && wakeAt - at <= 0) {
            return null;
        }
        wakes = true;
        wakeAt = at;
        int timer = ++timers;
        Duration wait = Duration.ofMillis((at - scheduler.nanoTime() + 999_999) / 1_000_000);
        return () -> scheduler.after(wait).subscribe().with(awake -> wake(timer));
    }

    private void wake(int timer) {
        synchronized (this) {
            if (timer != timers) {
                return;
            }
            wakes = false;
        }
        pump();
    }
}
