package org.friendsgateway.sandbox.server;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Random;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import org.friendsgateway.sandbox.wire.StrictObject;

/**
 * The delays of connections and calls.
 *
 * @param handshake from the acceptance of a connection to its first read; clients notice it in the handshake of TLS, but not
 *        without TLS, because the system opens the connection at once
 * @param in before a call arrives and counts
 * @param processing from arrival to response, during which a second write for the user overlaps
 * @param out after the response is made
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

    /** A network without delays and a vendor that takes this long for every call. */
    public static Latency processing(Duration time) {
        return new Latency(Delay.NONE, Delay.NONE, new Delay(time, time), Delay.NONE, 1);
    }

    /**
     * The same vendor behind a network with this delay each way. The handshake takes two round trips, one of TCP and one of
     * TLS.
     */
    public Latency withDistance(Delay oneWay) {
        return new Latency(oneWay.times(4), oneWay, processing, oneWay, seed);
    }

    /**
     * Parses {@code {"handshake": {"medianMs": 500, "p99Ms": 520}, "in": {…}, "processing": {…}, "out": {…}, "seed": 7}}. All
     * fields are optional: a missing delay is none, a missing p99 is the median. Throws {@link IllegalArgumentException}.
     */
    static Latency parse(JsonNode json) {
        StrictObject fields = new StrictObject(json, "latency", Set.of("handshake", "in", "processing", "out", "seed"));
        return new Latency(delay(fields, "handshake"), delay(fields, "in"), delay(fields, "processing"),
                delay(fields, "out"), fields.integer("seed").orElse(1));
    }

    private static Delay delay(StrictObject latency, String name) {
        return latency.object(name).map(object -> {
            StrictObject delay = new StrictObject(object, "latency." + name, Set.of("medianMs", "p99Ms"));
            long median = delay.integer("medianMs").orElseThrow(() -> delay.invalid("medianMs", "is missing"));
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
