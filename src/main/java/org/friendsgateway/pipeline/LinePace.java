package org.friendsgateway.pipeline;

import java.time.Duration;

/** How fast a line moves, from what it has seen of its own slots lately; not safe for several threads. */
final class LinePace {

    private static final int SMOOTHING = 8;
    /** A gap that is wider, in usual ones, is a pause and none of the pace. */
    private static final int WIDEST = 4;

    private final long least;
    private long nanosPerSlot;
    private long lastDue;

    /** @param spacing of the quota's slots: the pace of a line that has them all */
    LinePace(Duration spacing) {
        this.least = spacing.toNanos();
        this.nanosPerSlot = least;
    }

    /**
     * A slot was given to the line.
     *
     * @param due when it comes, in nanoseconds
     * @param crowded whether others wait; else the gap before the slot was nobody's wait
     */
    void note(long due, boolean crowded) {
        if (crowded) {
            long gap = Math.min(due - lastDue, WIDEST * nanosPerSlot);
            nanosPerSlot = Math.max(least, nanosPerSlot + (gap - nanosPerSlot) / SMOOTHING);
        }
        lastDue = due;
    }

    long nanosPerSlot() {
        return nanosPerSlot;
    }
}
