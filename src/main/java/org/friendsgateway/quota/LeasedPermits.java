package org.friendsgateway.quota;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import org.friendsgateway.quota.Quota.Demand;
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
    /** Whether the other replicas were told that calls wait in this one. */
    private boolean announced;
    private long requestAt;
    private long bulkRequestAt;
    private long freeAt;

    LeasedPermits(Quota quota, Scheduler scheduler) {
        this.quota = quota;
        this.scheduler = scheduler;
        this.requestAt = scheduler.nanoTime();
        this.bulkRequestAt = requestAt;
        this.freeAt = requestAt;
    }

    /** How many permits are leased or requested. */
    int size() {
        return permits.size() + pending;
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

    /** Releases all, because no call waits; returns whether the other replicas still have to be told so. */
    boolean releaseAll() {
        permits.forEach(quota::release);
        permits.clear();
        boolean told = announced;
        announced = false;
        return told;
    }

    /** Whether so many calls need another permit, to be requested now or at {@link #requestAt}. */
    boolean isWanted(int calls) {
        return calls > size() && pending < Math.max(1, MAX_PENDING * quota.schedule().permits());
    }

    /** When to make the next request, in the scheduler's nanoseconds, where {@code priority} is the highest that waits. */
    long requestAt(Priority priority) {
        return priority == Priority.SINGLE ? requestAt : bulkRequestAt;
    }

    void requested() {
        pending++;
    }

    /** Takes the answer to a request; what holds for single imports holds for bulk too, but not the other way round. */
    void answered(Lease lease, Demand demand) {
        pending--;
        accept(lease);
        announced |= demand.next() != null;
        requestAt = demand.priority() == Priority.SINGLE ? bulkRequestAt : requestAt;
    }

    /** Takes a lease that was requested elsewhere. */
    void accept(Lease lease) {
        long now = scheduler.nanoTime();
        announced = lease.permit() == null;
        if (lease.permit() != null) {
            permits.addLast(lease.permit());
            bulkRequestAt = now;
            freeAt = now;
            return;
        }
        freeAt = now + lease.delay().toNanos();
        long interval = Math.max(MIN_REQUEST_INTERVAL.toNanos(), lease.requestAfter().toNanos());
        bulkRequestAt = now + Math.min(MAX_REQUEST_INTERVAL.toNanos(), interval);
    }

    /** From now until the next permit may come. */
    Duration untilFree() {
        return Duration.ofNanos(Math.max(Math.max(0, freeAt - scheduler.nanoTime()), quota.pauseLeft().toNanos()));
    }

    /** How long all replicas take for so many calls. */
    Duration time(double calls) {
        return Duration.ofNanos((long) (calls / quota.schedule().callsPerSecond() * 1e9));
    }
}
