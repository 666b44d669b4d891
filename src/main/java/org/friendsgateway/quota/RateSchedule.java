package org.friendsgateway.quota;

import java.time.Duration;

/**
 * How many permits there are, and when one may be used again.
 *
 * @param permits from 1
 * @param window the time for which a permit is gone once its call has arrived; the second that the vendor counts in, or
 *        longer where one permit is more than a replica may use in a second
 * @param jitter the most by which the time on the road differs from call to call
 */
public record RateSchedule(int permits, Duration window, Duration jitter) {

    /** How far ahead a permit is leased at most: it hides the way to Redis and back, and a late wake-up. */
    public static final Duration HORIZON = Duration.ofMillis(100);

    /** How long after it is due a permit may still be used; then it comes back by itself. */
    public static final Duration MAX_LATENESS = Duration.ofMillis(250);

    private static final Duration SECOND = Duration.ofSeconds(1);
    /** Permits that are all free are spread over this share of the window, so that a burst is no salvo. */
    private static final double BURST_SHARE = 0.8;

    /**
     * The schedule of all calls of an app.
     *
     * @param callsPerSecond the vendor's limit, from 1
     * @param margin the jitter as a share of a second, such as 0.03
     */
    public static RateSchedule of(int callsPerSecond, double margin) {
        return new RateSchedule(callsPerSecond, SECOND, Duration.ofNanos((long) (margin * SECOND.toNanos())));
    }

    /** The schedule of one of {@code replicas} that cannot reach one another, so that they keep the limit together. */
    public RateSchedule share(int replicas) {
        return permits >= replicas ? new RateSchedule(permits / replicas, window, jitter)
                : new RateSchedule(1, window.multipliedBy(replicas).dividedBy(permits), jitter);
    }

    /** The least time between two calls. */
    public Duration gap() {
        return Duration.ofNanos((long) (BURST_SHARE * window.toNanos() / permits));
    }

    /** After this long every permit that was leased before has come back, whatever became of its call. */
    public Duration quarantine() {
        return HORIZON.plus(MAX_LATENESS).plus(jitter).plus(window);
    }

    /** Calls a second over a long time, where each is answered no sooner than the jitter. */
    public double callsPerSecond() {
        return (double) permits * SECOND.toNanos() / window.plus(jitter).toNanos();
    }
}
