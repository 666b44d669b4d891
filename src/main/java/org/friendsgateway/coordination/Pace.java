package org.friendsgateway.coordination;

import java.time.Duration;

/**
 * How far apart calls are begun so that the vendor never sees more than its limit in any second.
 *
 * <p>
 * A second at the vendor's door holds the slots of a second and of the spread: the time by which the way from slot to
 * door differs from call to call. With slots {@code (1 + spread) / limit} apart these are no more than the limit.
 *
 * @param spacing from one slot to the next, whole microseconds
 * @param spread the most by which a call may arrive late without being one too many
 */
public record Pace(Duration spacing, Duration spread) {

    private static final double MICROS = 1_000_000;
    /** Timers are not exact to the millisecond, whatever the margin. */
    private static final double LEAST_SPREAD = 0.005;

    /**
     * The pace of all calls of an app.
     *
     * @param callsPerSecond the vendor's limit, from 1
     * @param margin the share of the quota given up for the spread, such as 0.03
     */
    public static Pace of(int callsPerSecond, double margin) {
        return new Pace(micros(Math.ceil((1 + margin) * MICROS / callsPerSecond)), spread(margin));
    }

    /** The pace of one of {@code replicas} that cannot speak to one another, so that they stay under the limit together. */
    public static Pace shared(int callsPerSecond, double margin, int replicas) {
        // Rounded down, for each replica may fill a second to the brim.
        int share = callsPerSecond / replicas;
        return share > 0 ? of(share, margin)
                : new Pace(micros(Math.ceil((1 + margin) * MICROS * replicas / callsPerSecond)), spread(margin));
    }

    /** The most by which a call may set out late, and still keep its slot; the rest of the spread is for the road. */
    public Duration lateness() {
        return Duration.ofNanos(spread.toNanos() / 3);
    }

    private static Duration spread(double margin) {
        return micros(Math.max(margin, LEAST_SPREAD) * MICROS);
    }

    private static Duration micros(double micros) {
        return Duration.ofNanos(((long) micros) * 1000);
    }
}
