package org.friendsgateway.coordination;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

/** The permits of one app: each is a slot in time at which one call may be begun. */
public interface Quota {

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
     * Lets no slot begin before {@code pause} is over, not even one that was given out; other replicas hear of it when they
     * next
     * ask for a slot.
     */
    Uni<Void> postpone(Duration pause);

    /** From now until the next free slot, as far as this replica has seen. */
    Duration backlog();

    /** The pace at which this replica's slots are given out. */
    Pace pace();
}
