package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.Optional;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Limits of an import. Public, because the validator cannot see it otherwise. */
@ConfigMapping(prefix = "gateway")
public interface PipelineConfig {

    /** The app of a request that names none; without it, the only app. */
    Optional<String> defaultApp();

    /** The most friends in one request. */
    @WithDefault("3000")
    @Min(1)
    int maxFriends();

    /** How long a caller waits that does not say; not longer than {@code gateway.max-wait}. */
    @WithDefault("30s")
    @DurationMin(seconds = 1)
    Duration defaultWait();

    /** The longest that a caller may wait; shorter than {@code quarkus.http.idle-timeout}. */
    @WithDefault("120s")
    @DurationMax(minutes = 10)
    Duration maxWait();

    /** The most imports of one app under way in one replica, waiting ones included; one more is {@code overloaded}. */
    @WithDefault("2500")
    @Min(1)
    int maxInFlight();

    /**
     * The most memory that imports hold in one replica, over all apps; one more import is {@code overloaded}, before its body
     * is read. A quarter of the heap without it, at most half of the heap, and at least what the largest body needs, a little
     * more than eight times {@code quarkus.http.limits.max-body-size}.
     */
    Optional<MemorySize> maxBytesInFlight();

    /** When a failed call is repeated. */
    Retry retry();

    /** When an app's calls are suspended. */
    Circuit circuit();

    /** When a failed call is repeated. */
    interface Retry {

        /** How often a vendor call is tried, the first time included. */
        @WithDefault("4")
        @Min(1)
        int maxAttempts();

        /** The pause before the second attempt; doubled before each further one, and shortened at random by up to a half. */
        @WithDefault("200ms")
        @DurationMin(millis = 1)
        Duration initialBackoff();

        /** The longest pause between two attempts. */
        @WithDefault("5s")
        @DurationMin(millis = 1)
        Duration maxBackoff();
    }

    /** When an app's calls are suspended because too many fail. */
    interface Circuit {

        /** How many of an app's latest calls are judged. */
        @WithDefault("20")
        @Min(1)
        int window();

        /** The share of failed calls that opens the circuit. */
        @WithDefault("0.5")
        @DecimalMin("0")
        @DecimalMax("1")
        double failureRatio();

        /** How long the circuit stays open before one call probes the vendor. */
        @WithDefault("5s")
        @DurationMin(millis = 100)
        Duration delay();
    }
}
