package org.friendsgateway.sandbox;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Random;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How long a connection takes to open, and how long a call is under way to the vendor, worked on there, and under way back.
 *
 * @param handshake passes between the acceptance of a connection and the first byte that is read of it; a client sees it
 *        in the handshake of TLS, but not without TLS, where the system has opened the connection at once
 * @param in passes before the call has arrived, and so before it is counted
 * @param processing passes between arrival and answer: the time in which a second writer of the user is one too many
 * @param out passes after the answer was made
 * @param seed makes the random delays repeatable
 */
public record Latency(Delay handshake, Delay in, Delay processing, Delay out, long seed) {

    public Latency {
        requireNonNull(handshake, "handshake");
        requireNonNull(in, "in");
        requireNonNull(processing, "processing");
        requireNonNull(out, "out");
    }

    public static Latency none() {
        return new Latency(Delay.NONE, Delay.NONE, Delay.NONE, Delay.NONE, 1);
    }

    /** A network without delays, and a vendor that takes this long for every call. */
    public static Latency processing(Duration time) {
        return new Latency(Delay.NONE, Delay.NONE, new Delay(time, time), Delay.NONE, 1);
    }

    /**
     * The same vendor behind a network with these ways there and back: the handshake takes two round trips, one of TCP and
     * one of TLS.
     */
    public Latency withDistance(Delay oneWay) {
        return new Latency(oneWay.times(4), oneWay, processing, oneWay, seed);
    }

    /**
     * Reads {@code {"handshake": {"medianMs": 500, "p99Ms": 520}, "in": {…}, "processing": {…}, "out": {…}, "seed": 7}}. All
     * fields are optional: a delay that is not named is none, and a p99 that is not named is the median.
     */
    static Latency read(JsonNode json) {
        Fields fields = new Fields(json, "latency", Set.of("handshake", "in", "processing", "out", "seed"));
        return new Latency(delay(fields, "handshake"), delay(fields, "in"), delay(fields, "processing"),
                delay(fields, "out"), fields.integer("seed").orElse(1));
    }

    private static Delay delay(Fields latency, String name) {
        return latency.object(name).map(object -> {
            Fields delay = new Fields(object, "latency." + name, Set.of("medianMs", "p99Ms"));
            long median = delay.integer("medianMs").orElseThrow(() -> delay.wrong("medianMs", "is missing"));
            return new Delay(Duration.ofMillis(median), Duration.ofMillis(delay.integer("p99Ms").orElse(median)));
        }).orElse(Delay.NONE);
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

        Delay times(int n) {
            return new Delay(median.multipliedBy(n), p99.multipliedBy(n));
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
