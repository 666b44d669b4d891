package org.friendsgateway.coordination;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

/** The permits of one app: each is a slot in time at which one call may be begun. */
public interface Quota {

    /** The most minutes that a caller may be allowed to wait, so the farthest that a slot lies ahead of the pause before it. */
    long MAX_WAIT_MINUTES = 10;

    /** {@link #MAX_WAIT_MINUTES} as a duration. */
    Duration MAX_WAIT = Duration.ofMinutes(MAX_WAIT_MINUTES);

    /** The longest pause; a vendor that asks for a longer one is called again after this. */
    Duration MAX_PAUSE = Duration.ofHours(1);

    /**
     * One permit, or the refusal of one.
     *
     * @param granted whether the slot was taken; when not, nothing was
     * @param delay from now until the slot
     * @param number identifies a granted slot among the app's slots, for giving it back
     * @param era counts how often this replica has lost and found the others before
     * @param lines over how many replicas the line is spread that the slot was asked for, from 1
     */
    record Slot(boolean granted, Duration delay, long number, int era, int lines) {
    }

    /**
     * Those calls of one caller that wait in one replica.
     *
     * @param caller the caller's name
     * @param crowded whether more of them wait
     */
    record Line(String caller, boolean crowded) {
    }

    /** Takes the next slot unless it lies more than {@code longestWait} ahead. Like the others it never fails. */
    Uni<Slot> reserve(Line line, Duration longestWait);

    /**
     * Whether a granted slot still stands. None does that lies within a pause which was asked for since, nor, when the replica
     * has lost or found the others since, one that they may not know of.
     */
    boolean stands(Slot slot);

    /** Frees a granted slot that will not be used; without effect when a later one was taken since. */
    Uni<Void> giveBack(Slot slot);

    /**
     * Lets no slot begin before {@code pause}, at most {@link #MAX_PAUSE}, is over, not even one that was given out; other
     * replicas hear of it when they next ask for a slot.
     */
    Uni<Void> postpone(Duration pause);

    /** From now until the next free slot, as far as this replica has seen. */
    Duration backlog();

    /** The pace at which this replica's slots are given out. */
    Pace pace();
}
