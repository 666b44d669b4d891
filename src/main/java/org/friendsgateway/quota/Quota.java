package org.friendsgateway.quota;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

import org.jspecify.annotations.Nullable;

/** The permits of one app. No method fails. */
public interface Quota {

    /** The longest pause, even when a vendor asks for a longer one. */
    Duration MAX_PAUSE = Duration.ofHours(1);

    /**
     * The callers of one priority that wait for permits.
     *
     * @param weight the sum of their weights, each divided by the number of replicas in which the caller waits
     * @param callers their ids, separated by spaces, once for each replica
     */
    record Waiting(double weight, String callers) {
        /** No caller waits. */
        public static final Waiting NONE = new Waiting(0, "");
    }

    /**
     * What waits for permits in this replica.
     *
     * @param singles the callers of single imports
     * @param bulk the callers of bulk lines
     * @param next the highest priority of the calls that need another permit after this one; null when none does
     */
    record Demand(Waiting singles, Waiting bulk, @Nullable Priority next) {

        /** The demand of callers of one priority. */
        public static Demand of(Priority priority, Waiting waiting, @Nullable Priority next) {
            return priority == Priority.SINGLE ? new Demand(waiting, Waiting.NONE, next)
                    : new Demand(Waiting.NONE, waiting, next);
        }

        /** The highest priority of the calls that wait. */
        public Priority priority() {
            return singles.weight() > 0 ? Priority.SINGLE : Priority.BULK;
        }
    }

    /**
     * A permit, or the time until one may come.
     *
     * @param permit null when none can be had yet
     * @param delay from now until a permit may be used
     * @param requestAfter from now until the next request may succeed
     * @param otherSingles the callers of single imports that wait in other replicas
     * @param otherBulk the callers of bulk lines that wait in other replicas
     */
    record Lease(@Nullable Permit permit, Duration delay, Duration requestAfter, Waiting otherSingles, Waiting otherBulk) {

        /** A permit, or the time until one comes within {@link RateSchedule#HORIZON}, where no other replica is known. */
        public static Lease alone(@Nullable Permit permit, Duration delay) {
            return new Lease(permit, delay, delay.minus(RateSchedule.HORIZON), Waiting.NONE, Waiting.NONE);
        }
    }

    /** Leases a permit that may be used now or within {@link RateSchedule#HORIZON}. */
    Uni<Lease> lease(Demand demand);

    /** Tells the other replicas that no call waits in this one any more, though one did when a permit was last requested. */
    void withdraw();

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
