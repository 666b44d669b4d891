package org.friendsgateway.quota;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

import org.jspecify.annotations.Nullable;

/** The permits of one app. No method fails. */
public interface Quota {

    /** The longest pause, even when a vendor asks for a longer one. */
    Duration MAX_PAUSE = Duration.ofHours(1);

    /**
     * The calls that wait for permits in this replica.
     *
     * @param weight the sum of the weights of their callers, each divided by the number of replicas in which it waits
     * @param callers the ids of their callers, separated by spaces
     * @param last whether this permit is the last one that they need
     */
    record Demand(double weight, String callers, boolean last) {
    }

    /**
     * A permit, or the time until one may come.
     *
     * @param permit null when none comes within {@link RateSchedule#HORIZON}
     * @param delay from now until a permit may be used
     * @param otherWeight the sum of the weights that wait in other replicas
     * @param otherCallers the ids of the callers that wait in other replicas, once for each, separated by spaces
     */
    record Lease(@Nullable Permit permit, Duration delay, double otherWeight, String otherCallers) {
    }

    /** Leases a permit that may be used now or within {@link RateSchedule#HORIZON}. */
    Uni<Lease> lease(Demand demand);

    /** Whether a leased permit may be used at {@code now}, in the scheduler's nanoseconds. */
    boolean isValid(Permit permit, long now);

    /** Notes that the call has been written to its connection. */
    void sent(Permit permit);

    /** Notes that the call has ended; without effect after the first time. */
    void ended(Permit permit);

    /** Takes back a permit that is not used. */
    void release(Permit permit);

    /** Pauses the calls of all replicas, for {@link #MAX_PAUSE} at most; permits that are due before the end become invalid. */
    void pauseFor(Duration pause);

    /** The rest of the pause, zero without one. */
    Duration pauseLeft();

    RateSchedule schedule();
}
