package org.friendsgateway.quota;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.quota.Quota.Demand;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.time.Deadline;
import org.friendsgateway.time.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one app that wait for permits in this replica, in one queue that is fair by weight. The first of them prepare;
 * permits are leased for the replica, and the first call when a permit is due gets it. Safe for several threads.
 */
public final class PermitQueue {

    /** Calls that prepare at a time: those of this share of a second. */
    private static final double PREPARING = 0.5;
    private static final int MIN_PREPARING = 4;
    private static final int MAX_PREPARING = 256;

    private final Quota quota;
    private final Scheduler scheduler;
    private final FairQueue<Waiter> queue = new FairQueue<>();
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

    /** A call that waits; prepares, gets its permit and leaves on an event loop of its own. */
    private final class Waiter {

        private final long deadline;
        private final Supplier<Uni<Void>> preparation;
        private final Function<Duration, Failure> refusal;
        private final UniEmitter<? super Permit> emitter;
        private final Executor eventLoop = scheduler.currentExecutor();
        private FairQueue<Waiter>.@Nullable Entry entry;
        private Cancellable preparing = () -> {
        };
        private volatile boolean ready;
        private volatile boolean gone;

        Waiter(Deadline deadline, Supplier<Uni<Void>> preparation, Function<Duration, Failure> refusal,
                UniEmitter<? super Permit> emitter) {
            this.deadline = scheduler.nanoTime() + deadline.remaining().toNanos();
            this.preparation = preparation;
            this.refusal = refusal;
            this.emitter = emitter;
        }

        void prepare() {
            eventLoop.execute(() -> {
                if (!gone) {
                    preparing = preparation.get().subscribe().with(done -> {
                        ready = true;
                        pump();
                    }, emitter::fail);
                }
            });
        }

        void give(Permit permit) {
            eventLoop.execute(() -> {
                if (!gone && permits.isValid(permit)) {
                    emitter.complete(permit);
                    return;
                }
                synchronized (PermitQueue.this) {
                    if (!gone && entry != null) {
                        queue.restore(entry);
                    }
                }
                release(permit);
            });
        }

        void fail(Failure failure) {
            eventLoop.execute(() -> emitter.fail(failure.exception()));
        }

        void leave() {
            gone = true;
            preparing.cancel();
        }
    }

    /**
     * Completes, on the caller's event loop, with a permit whose call has to be sent at once. Cancelling leaves the queue.
     *
     * @param refusal makes the failure out of the time until a permit would come, when that is beyond the deadline
     * @param preparation what has to be there before the permit is taken; subscribed to when the call's turn is near
     */
    public Uni<Permit> take(Caller caller, Deadline deadline, Function<Duration, Failure> refusal,
            Supplier<Uni<Void>> preparation) {
        return Uni.createFrom().emitter(emitter -> {
            Waiter waiter = new Waiter(deadline, preparation, refusal, emitter);
            Duration tooLong = join(caller, waiter);
            if (tooLong != null) {
                emitter.fail(refusal.apply(tooLong).exception());
            } else {
                emitter.onTermination(() -> leave(waiter));
                pump();
            }
        });
    }

    // How long it would wait, if that is too long to join.
    private synchronized @Nullable Duration join(Caller caller, Waiter waiter) {
        Duration wait = foresee(caller);
        if (scheduler.nanoTime() + wait.toNanos() - waiter.deadline > 0) {
            return wait;
        }
        waiter.entry = queue.add(caller, waiter);
        return null;
    }

    private void leave(Waiter waiter) {
        waiter.leave();
        synchronized (this) {
            if (waiter.entry != null) {
                queue.remove(waiter.entry);
            }
        }
        pump();
    }

    /** From now until a permit that the caller would ask for now. */
    public synchronized Duration foresee(Caller caller) {
        return permits.free().plus(permits.time(queue.ahead(caller), queue.weight(caller)));
    }

    /** Whether no call lacks a permit, so that one may be asked for beside the queue. */
    public synchronized boolean isIdle() {
        return permits.areEnoughFor(queue.size());
    }

    /** The demand of a single call of {@code caller} that waits alone. */
    public static Demand demandOf(Caller caller) {
        return new Demand(caller.weight(), FairQueue.word(caller), true);
    }

    /** Takes a lease that was asked for beside the queue, for the call that joins it next. */
    public synchronized void offer(Lease lease) {
        permits.accept(lease);
    }

    /** Takes a permit back that will not be used. */
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

    /** Lets no call begin before {@code pause} is over, and refuses at once all whose deadline is before their turn then. */
    public void pauseFor(Duration pause) {
        quota.pauseFor(pause);
        refuseLate();
    }

    /** Refuses all who wait. */
    public void refuseAll(Failure failure) {
        List<Waiter> all;
        synchronized (this) {
            all = queue.removeLate((waiter, before) -> true);
        }
        all.forEach(waiter -> waiter.fail(failure));
    }

    // A pause is for certain, and with it the place in the queue. How many others will wait, or leave, is not.
    private void refuseLate() {
        List<Waiter> late;
        long now = scheduler.nanoTime();
        Duration free;
        synchronized (this) {
            free = permits.free();
            boolean paused = !quota.pauseLeft().isZero();
            double weight = queue.weight(null);
            late = queue.removeLate((waiter, before) -> now
                    + free.plus(permits.time(paused ? before : 0, weight)).toNanos() - waiter.deadline > 0);
        }
        late.forEach(waiter -> waiter.fail(waiter.refusal.apply(free)));
    }

    // What is done for one call may end another; that goes on here, and not deeper and deeper in the stack.
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
        var next = queue.call(maxPreparing());
        if (next != null) {
            return next.item::prepare;
        }
        Runnable serving = serve();
        return serving == null ? ask() : serving;
    }

    private int maxPreparing() {
        return (int) Math.min(MAX_PREPARING, Math.max(MIN_PREPARING, PREPARING * quota.schedule().permits()));
    }

    private @Nullable Runnable serve() {
        if (queue.isEmpty()) {
            permits.releaseAll();
            return null;
        }
        Permit permit = permits.first();
        var first = queue.first(waiter -> waiter.ready);
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

    private @Nullable Runnable ask() {
        if (!permits.isWanted(queue.count(waiter -> waiter.ready))) {
            return null;
        }
        if (permits.askAt() - scheduler.nanoTime() > 0) {
            return wakeAt(permits.askAt());
        }
        permits.ask();
        Demand demand = new Demand(queue.weight(null), queue.callers(), permits.areEnoughFor(queue.size()));
        return () -> quota.lease(demand).subscribe().with(this::answer);
    }

    private void answer(Lease lease) {
        synchronized (this) {
            permits.answer(lease);
            queue.share(lease.otherCallers());
        }
        if (lease.permit() == null && lease.delay().compareTo(LeasedPermits.MAX_SILENCE) > 0) {
            refuseLate();
        }
        pump();
    }

    // Timers count in milliseconds; one that is too early would only be set again.
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
