package org.friendsgateway.quota;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.time.Scheduler;
import org.jspecify.annotations.Nullable;

/** The permits that this replica has leased and not used yet, and when to ask for the next. Not safe for several threads. */
final class LeasedPermits {

    /** While calls wait a replica asks at least this often, so that the others know of it. */
    static final Duration MAX_SILENCE = Duration.ofMillis(250);
    private static final Duration MIN_SILENCE = Duration.ofMillis(1);
    /** Leases that are asked for at a time: those of this share of a second. */
    private static final double ASKING = 0.02;

    private final Quota quota;
    private final Scheduler scheduler;
    private final Deque<Permit> permits = new ArrayDeque<>();
    private int asking;
    private long askAt;
    private long freeAt;
    private double otherWeight;

    LeasedPermits(Quota quota, Scheduler scheduler) {
        this.quota = quota;
        this.scheduler = scheduler;
        this.askAt = scheduler.nanoTime();
        this.freeAt = askAt;
    }

    /** Whether so many calls have a permit, or will have. */
    boolean areEnoughFor(int calls) {
        return calls <= permits.size() + asking;
    }

    boolean isValid(Permit permit) {
        long now = scheduler.nanoTime();
        return !permit.isExpired(now) && quota.isValid(permit, now);
    }

    /** The first that may be used now or soon; null without one. */
    @Nullable
    Permit first() {
        for (Permit first = permits.peekFirst(); first != null; first = permits.peekFirst()) {
            if (isValid(first)) {
                return first;
            }
            quota.release(permits.removeFirst());
        }
        return null;
    }

    /** Takes the first out, to be used. */
    Permit take() {
        return permits.removeFirst();
    }

    void putBack(Permit permit) {
        permits.addFirst(permit);
    }

    void releaseAll() {
        permits.forEach(quota::release);
        permits.clear();
    }

    /** Whether to ask for another one, now or at {@link #askAt}, where so many calls could use one. */
    boolean isWanted(int calls) {
        return !areEnoughFor(calls) && asking < Math.max(1, ASKING * quota.schedule().permits());
    }

    /** When to ask, in the scheduler's nanoseconds. */
    long askAt() {
        return askAt;
    }

    void ask() {
        asking++;
    }

    /** Takes an answer to what was asked. */
    void answer(Lease lease) {
        asking--;
        accept(lease);
    }

    /** Takes a lease that was not asked for here. */
    void accept(Lease lease) {
        long now = scheduler.nanoTime();
        otherWeight = lease.otherWeight();
        if (lease.permit() != null) {
            permits.addLast(lease.permit());
            askAt = now;
            freeAt = now;
            return;
        }
        freeAt = now + lease.delay().toNanos();
        long silence = Math.max(MIN_SILENCE.toNanos(), lease.delay().minus(RateSchedule.HORIZON).toNanos());
        askAt = now + Math.min(MAX_SILENCE.toNanos(), silence);
    }

    /** From now until a permit of which none is leased yet. */
    Duration free() {
        return Duration.ofNanos(Math.max(Math.max(0, freeAt - scheduler.nanoTime()), quota.pauseLeft().toNanos()));
    }

    /** How long so many calls take when callers of {@code weight} wait in this replica, which gets the share of that. */
    Duration time(double calls, double weight) {
        return Duration.ofNanos((long) (calls * (weight + otherWeight) / weight / quota.schedule().callsPerSecond() * 1e9));
    }
}
