package org.friendsgateway.sandbox;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Random;

/**
 * How long a call is under way to the vendor, worked on there, and under way back.
 *
 * @param in passes before the call has arrived, and so before it is counted
 * @param processing passes between arrival and answer: the time in which a second writer of the user is one too many
 * @param out passes after the answer was made
 * @param seed makes the random delays repeatable
 */
public record Latency(Delay in, Delay processing, Delay out, long seed) {

    public Latency {
        requireNonNull(in, "in");
        requireNonNull(processing, "processing");
        requireNonNull(out, "out");
    }

    public static Latency none() {
        return new Latency(Delay.NONE, Delay.NONE, Delay.NONE, 1);
    }

    /** A network without delays, and a vendor that takes this long for every call. */
    public static Latency processing(Duration time) {
        return new Latency(Delay.NONE, new Delay(time, time), Delay.NONE, 1);
    }

    /** Lognormal like real networks: half of the delays are shorter than the median, one in a hundred longer than the p99. */
    public record Delay(Duration median, Duration p99) {

        public static final Delay NONE = new Delay(Duration.ZERO, Duration.ZERO);

        /** Standard deviations between the median and the 99th percentile of a normal distribution. */
        private static final double P99_DEVIATIONS = 2.3263478740408408;

        public Delay {
            if (median.isNegative() || p99.compareTo(median) < 0 || (median.isZero() && !p99.isZero())) {
                throw new IllegalArgumentException("no delay has the median " + median + " and the p99 " + p99);
            }
        }

        Duration next(Random random) {
            if (median.isZero()) {
                return Duration.ZERO;
            }
            double deviation = Math.log((double) p99.toNanos() / median.toNanos()) / P99_DEVIATIONS;
            return Duration.ofNanos((long) (median.toNanos() * Math.exp(deviation * random.nextGaussian())));
        }
    }
}
