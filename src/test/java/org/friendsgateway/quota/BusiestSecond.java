package org.friendsgateway.quota;

import java.util.Collection;

/** The vendor's view of the calls: how many it saw within the worst second, wherever that second began. */
public final class BusiestSecond {

    private BusiestSecond() {
    }

    /**
     * The number of calls within the worst second.
     *
     * @param micros when the calls arrived, in any order
     */
    public static int calls(Collection<Long> micros) {
        long[] sorted = micros.stream().mapToLong(Long::longValue).sorted().toArray();
        int most = 0;
        int from = 0;
        for (int to = 0; to < sorted.length; to++) {
            while (sorted[to] - sorted[from] >= 1_000_000) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }
}
