package org.friendsgateway.quota;

import java.util.Collection;

/** The second in which a vendor saw the most calls, wherever it began. */
public final class BusiestSecond {

    private BusiestSecond() {
    }

    /**
     * The number of calls in the busiest second.
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
