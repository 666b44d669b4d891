package org.friendsgateway.quota;

import java.time.Duration;

/**
 * How many permits there are, and when one may be used again.
 *
 * @param permits from 1
 * @param window from the arrival of a permit's call until the permit is free again: the second that the vendor counts in,
 *        or longer where the share of a replica is less than one permit in a second
 * @param jitter the tolerance: the most by which the network latency differs from call to call
 */
public record RateSchedule(int permits, Duration window, Duration jitter) {

    /** How far ahead a permit is leased at most, to hide the round trip to Redis and a late timer. */
    public static final Duration HORIZON = Duration.ofMillis(100);

    /** How long after it is due a permit may still be used, before it expires. */
    public static final Duration MAX_LATENESS = Duration.ofMillis(250);

    private static final Duration SECOND = Duration.ofSeconds(1);
    /** Free permits are spread over this share of the window, so that calls do not arrive all at once. */
    private static final double BURST_SHARE = 0.8;
    /** Bulk catches up in bursts only with the rest of the permits. */
    private static final double EVEN_SHARE = 0.97;

    /**
     * The schedule of all calls of an app.
     *
     * @param callsPerSecond the vendor's limit, from 1
     * @param margin the jitter tolerance as a share of a second, such as 0.03
     */
    public static RateSchedule of(int callsPerSecond, double margin) {
        return new RateSchedule(callsPerSecond, SECOND, Duration.ofNanos((long) (margin * SECOND.toNanos())));
    }

    /** The schedule of one of {@code replicas} that cannot reach one another, so that together they keep the limit. */
    public RateSchedule share(int replicas) {
        return permits >= replicas ? new RateSchedule(permits / replicas, window, jitter)
                : new RateSchedule(1, window.multipliedBy(replicas).dividedBy(permits), jitter);
    }

    /** The least time between two calls. */
    public Duration gap() {
        return Duration.ofNanos((long) (BURST_SHARE * window.toNanos() / permits));
    }

    /**
     * The least time between two calls while only bulk waits. After a burst no permit is free for a while, which a single
     * import would have to wait.
     *
     * @param leased the permits that are not free
     */
    public Duration bulkGap(int leased) {
        return leased < EVEN_SHARE * permits ? window.plus(jitter).dividedBy(permits) : gap();
    }

    /** The time after which every permit that was leased before is free again, whether or not it was used. */
    public Duration quarantine() {
        return HORIZON.plus(MAX_LATENESS).plus(jitter).plus(window);
    }

    /** The calls in a second on average, where each is answered no sooner than the jitter tolerance. */
    public double callsPerSecond() {
        return (double) permits * SECOND.toNanos() / window.plus(jitter).toNanos();
    }
}
