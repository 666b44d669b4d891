package org.friendsgateway.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** At most so many calls within any 1,000 ms, the strictest reading of the vendors' "100 calls a second". */
final class SlidingSecond {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int limit;
    private final Deque<Long> accepted = new ArrayDeque<>();
    private int most;

    SlidingSecond(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("calls per second must be at least 1, not " + limit);
        }
        this.limit = limit;
    }

    /** Whether there is room for a call at this reading of a monotonic clock; one that is refused leaves no trace. */
    synchronized boolean accept(long nanos) {
        while (!accepted.isEmpty() && nanos - accepted.getFirst() >= SECOND) {
            accepted.removeFirst();
        }
        if (accepted.size() >= limit) {
            return false;
        }
        accepted.addLast(nanos);
        most = Math.max(most, accepted.size());
        return true;
    }

    /** The most calls that were accepted within one second. */
    synchronized int most() {
        return most;
    }

    synchronized void forget() {
        accepted.clear();
        most = 0;
    }
}
