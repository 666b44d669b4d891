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

/** The keys of an import's way through the gateway. Public, for the validator cannot see it otherwise. */
@ConfigMapping(prefix = "gateway")
public interface PipelineConfig {

    /** The app of a request that names none; the only app, where there is one. */
    Optional<String> defaultApp();

    /** The most friends of one request. */
    @WithDefault("3000")
    @Min(1)
    int maxFriends();

    /** How long a caller waits who does not say. */
    @WithDefault("30s")
    @DurationMin(seconds = 1)
    Duration defaultWait();

    /** The longest that a caller may wait. */
    @WithDefault("120s")
    @DurationMax(minutes = 10)
    Duration maxWait();

    /** The most imports of one app that one replica has under way, waiting ones included. */
    @WithDefault("2500")
    @Min(1)
    int maxInFlight();

    /** The most memory that the imports of one replica hold, over all apps; a quarter of the heap where nothing is set. */
    Optional<MemorySize> maxBytesInFlight();

    Retry retry();

    Circuit circuit();

    /** When a failed call is made again. */
    interface Retry {

        /** Including the first. */
        @WithDefault("4")
        @Min(1)
        int maxAttempts();

        /** Before the second attempt; doubled before each further one, and shortened by chance by up to a half. */
        @WithDefault("200ms")
        @DurationMin(millis = 1)
        Duration initialBackoff();

        @WithDefault("5s")
        @DurationMin(millis = 1)
        Duration maxBackoff();
    }

    /** When an app's calls are not made any more because too many fail. */
    interface Circuit {

        /** The number of latest calls that are looked at. */
        @WithDefault("20")
        @Min(1)
        int window();

        /** The share of failed calls from which on the circuit is open. */
        @WithDefault("0.5")
        @DecimalMin("0")
        @DecimalMax("1")
        double failureRatio();

        /** How long the circuit stays open before a call may probe the vendor. */
        @WithDefault("5s")
        @DurationMin(millis = 100)
        Duration delay();
    }
}
