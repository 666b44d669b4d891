package org.friendsgateway.quota;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

import org.jspecify.annotations.Nullable;

/** The permits of one app. No method fails. */
public interface Quota {

    /** The longest pause; a vendor that asks for a longer one is called again after this. */
    Duration MAX_PAUSE = Duration.ofHours(1);

    /**
     * What waits for permits in this replica.
     *
     * @param weight the sum of the weights of the callers that wait, each divided by the number of replicas in which it waits
     * @param callers the callers that wait, each as a word without spaces
     * @param last whether no call lacks a permit once this one is given
     */
    record Demand(double weight, String callers, boolean last) {
    }

    /**
     * A permit, or when to ask again.
     *
     * @param permit the permit; null when none comes within {@link RateSchedule#HORIZON}
     * @param delay from now until a permit may be used
     * @param otherWeight the sum of the weights of the other replicas in which calls wait
     * @param otherCallers the callers that wait in other replicas, separated by spaces; one that waits in two is there twice
     */
    record Lease(@Nullable Permit permit, Duration delay, double otherWeight, String otherCallers) {
    }

    /** Leases a permit that may be used now or soon. */
    Uni<Lease> lease(Demand demand);

    /** Whether a permit that was leased may be used at {@code now}, in the scheduler's nanoseconds. */
    boolean isValid(Permit permit, long now);

    /** Takes note that the call has been written to its connection. */
    void sent(Permit permit);

    /** Takes note that the call has ended; without effect after the first time. */
    void ended(Permit permit);

    /** Returns a permit that is not used. */
    void release(Permit permit);

    /**
     * Lets no call begin before {@code pause}, at most {@link #MAX_PAUSE}, is over; other replicas learn of it when they ask.
     */
    void pauseFor(Duration pause);

    /** What is left of the pause. */
    Duration pauseLeft();

    RateSchedule schedule();
}
