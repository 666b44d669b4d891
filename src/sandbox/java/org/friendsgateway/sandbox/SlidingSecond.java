package org.friendsgateway.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * At most so many calls within any 1,000 ms, the strictest reading of the vendors' "100 calls a second". Calls are told in any
 * order, if they are less than a second out of order: a busy machine may tell of a call after one that arrived later.
 */
final class SlidingSecond {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int limit;
    /** In the order of arrival; those of the last two seconds, and perhaps older ones. */
    private final List<Long> accepted = new ArrayList<>();
    private int most;

    SlidingSecond(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("calls per second must be at least 1, not " + limit);
        }
        this.limit = limit;
    }

    /** Whether there is room for a call at any time at which it may have arrived; it is counted at the first of these. */
    synchronized boolean accept(Arrival arrival) {
        // Room appears when a call becomes a second old.
        return accept(arrival.earliest()) || List.copyOf(accepted).stream().map(call -> call + SECOND)
                .filter(time -> time - arrival.earliest() > 0 && time - arrival.latest() <= 0).anyMatch(this::accept);
    }

    /** Whether there is room for a call at this reading of a monotonic clock; one that is refused leaves no trace. */
    synchronized boolean accept(long nanos) {
        forgetBefore(nanos - 2 * SECOND);
        int place = accepted.size();
        while (place > 0 && accepted.get(place - 1) - nanos > 0) {
            place--;
        }
        accepted.add(place, nanos);
        int crowded = mostInASecondWith(place);
        if (crowded > limit) {
            accepted.remove(place);
            return false;
        }
        most = Math.max(most, crowded);
        return true;
    }

    private void forgetBefore(long nanos) {
        int old = 0;
        while (old < accepted.size() && accepted.get(old) - nanos < 0) {
            old++;
        }
        accepted.subList(0, old).clear();
    }

    /** Of all seconds that contain this call, the number in the fullest. */
    private int mostInASecondWith(int call) {
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
    synchronized int most() {
        return most;
    }

    synchronized void forget() {
        accepted.clear();
        most = 0;
    }
}
