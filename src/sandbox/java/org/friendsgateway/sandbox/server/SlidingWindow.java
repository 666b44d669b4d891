package org.friendsgateway.sandbox.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Limits the calls within any 1,000 ms, the strictest reading of the vendors' "100 calls a second". Calls may be reported less
 * than a second out of order, as a busy machine does.
 */
public final class SlidingWindow {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int limit;
    /** Arrival times in ascending order: those of the last two seconds and perhaps older ones. */
    private final List<Long> accepted = new ArrayList<>();
    private int max;

    /** Throws {@link IllegalArgumentException} for a limit below 1. */
    public SlidingWindow(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("calls per second must be at least 1, not " + limit);
        }
        this.limit = limit;
    }

    /** Returns whether the limit allows a call at any time at which it may have arrived; it counts at the first of these. */
    public synchronized boolean accept(Arrival arrival) {
        // The limit allows more calls when one becomes a second old.
        return accept(arrival.earliest()) || List.copyOf(accepted).stream().map(call -> call + SECOND)
                .filter(time -> time - arrival.earliest() > 0 && time - arrival.latest() <= 0).anyMatch(this::accept);
    }

    /** Returns whether the limit allows a call at this reading of {@link System#nanoTime}; only then it counts. */
    public synchronized boolean accept(long nanos) {
        removeBefore(nanos - 2 * SECOND);
        int place = accepted.size();
        while (place > 0 && accepted.get(place - 1) - nanos > 0) {
            place--;
        }
        accepted.add(place, nanos);
        int fullest = maxInASecondWith(place);
        if (fullest > limit) {
            accepted.remove(place);
            return false;
        }
        max = Math.max(max, fullest);
        return true;
    }

    private void removeBefore(long nanos) {
        int old = 0;
        while (old < accepted.size() && accepted.get(old) - nanos < 0) {
            old++;
        }
        accepted.subList(0, old).clear();
    }

    /** The number of calls in the fullest second that contains the call at this index. */
    private int maxInASecondWith(int call) {
        int first = call;
        while (first > 0 && accepted.get(call) - accepted.get(first - 1) < SECOND) {
            first--;
        }
        int fullest = 0;
        for (int last = call; last < accepted.size() && accepted.get(last) - accepted.get(call) < SECOND; last++) {
            while (accepted.get(last) - accepted.get(first) >= SECOND) {
                first++;
            }
            fullest = Math.max(fullest, last - first + 1);
        }
        return fullest;
    }

    /** The most calls that were accepted within one second. */
    synchronized int max() {
        return max;
    }

    public synchronized void reset() {
        accepted.clear();
        max = 0;
    }
}
