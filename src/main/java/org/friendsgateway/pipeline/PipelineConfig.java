package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.Optional;

import jakarta.validation.constraints.Min;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The keys of an import. Public, because the config framework must see it. */
@ConfigMapping(prefix = "gateway")
public interface PipelineConfig {

    /** The most friends of one request. */
    @WithDefault("3000")
    @Min(1)
    int maxFriends();

    /** The deadline of a request without {@code Prefer: wait}. */
    @WithDefault("30s")
    @DurationMin(seconds = 1)
    Duration defaultWait();

    /** The longest deadline that a request may ask for. */
    @WithDefault("120s")
    @DurationMax(minutes = 10)
    Duration maxWait();

    /** The most memory that all imports of one replica hold together; by default a quarter of the heap. */
    Optional<MemorySize> maxBytesInFlight();

    Retry retry();

    /** When a failed call is retried. */
    interface Retry {

        /** The most attempts at one call, the first included. */
        @WithDefault("4")
        @Min(1)
        int maxAttempts();

        /** The pause before the second attempt; it doubles before each further one and is shortened at random by up to half. */
        @WithDefault("200ms")
        @DurationMin(millis = 1)
        Duration initialBackoff();

        @WithDefault("5s")
        @DurationMin(millis = 1)
        Duration maxBackoff();
    }
}
