package org.friendsgateway.quota;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.time.Scheduler;
import org.jspecify.annotations.Nullable;

/** The permits that this replica has leased and not used yet, and when to request the next one. Not thread-safe. */
final class LeasedPermits {

    /** A replica with waiting calls requests permits at least this often, so that the others know of it. */
    static final Duration MAX_REQUEST_INTERVAL = Duration.ofMillis(250);
    private static final Duration MIN_REQUEST_INTERVAL = Duration.ofMillis(1);
    /** The requests that may be pending at a time, as a share of the permits. */
    private static final double MAX_PENDING = 0.02;

    private final Quota quota;
    private final Scheduler scheduler;
    private final Deque<Permit> permits = new ArrayDeque<>();
    private int pending;
    private long requestAt;
    private long freeAt;
    private double otherWeight;

    LeasedPermits(Quota quota, Scheduler scheduler) {
        this.quota = quota;
        this.scheduler = scheduler;
        this.requestAt = scheduler.nanoTime();
        this.freeAt = requestAt;
    }

    /** Whether there are enough permits, leased or requested, for so many calls. */
    boolean areEnoughFor(int calls) {
        return calls <= permits.size() + pending;
    }

    boolean isValid(Permit permit) {
        long now = scheduler.nanoTime();
        return !permit.isExpired(now) && quota.isValid(permit, now);
    }

    /** The first valid permit, which may be used now or soon; null without one. */
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

    /** Removes the first permit, to be used. */
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

    /** Whether so many calls need another permit, to be requested now or at {@link #requestAt}. */
    boolean isWanted(int calls) {
        return !areEnoughFor(calls) && pending < Math.max(1, MAX_PENDING * quota.schedule().permits());
    }

    /** When to make the next request, in the scheduler's nanoseconds. */
    long requestAt() {
        return requestAt;
    }

    void requested() {
        pending++;
    }

    /** Takes the answer to a request. */
    void answered(Lease lease) {
        pending--;
        accept(lease);
    }

    /** Takes a lease that was requested elsewhere. */
    void accept(Lease lease) {
        long now = scheduler.nanoTime();
        otherWeight = lease.otherWeight();
        if (lease.permit() != null) {
            permits.addLast(lease.permit());
            requestAt = now;
            freeAt = now;
            return;
        }
        freeAt = now + lease.delay().toNanos();
        long interval = Math.max(MIN_REQUEST_INTERVAL.toNanos(), lease.delay().minus(RateSchedule.HORIZON).toNanos());
        requestAt = now + Math.min(MAX_REQUEST_INTERVAL.toNanos(), interval);
    }

    /** From now until the next permit may come. */
    Duration untilFree() {
        return Duration.ofNanos(Math.max(Math.max(0, freeAt - scheduler.nanoTime()), quota.pauseLeft().toNanos()));
    }

    /** How long so many calls take in this replica, which gets the share of the weight of its waiting callers. */
    Duration time(double calls, double weight) {
        return Duration.ofNanos((long) (calls * (weight + otherWeight) / weight / quota.schedule().callsPerSecond() * 1e9));
    }
}
