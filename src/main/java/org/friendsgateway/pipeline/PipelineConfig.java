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

    /** The most friends in one request. */
    @WithDefault("3000")
    @Min(1)
    int maxFriends();

    /** The deadline of a request without {@code Prefer: wait}; not longer than {@code gateway.max-wait}. */
    @WithDefault("30s")
    @DurationMin(seconds = 1)
    Duration defaultWait();

    /** The longest deadline that a request may ask for; shorter than {@code quarkus.http.idle-timeout}. */
    @WithDefault("120s")
    @DurationMax(minutes = 10)
    Duration maxWait();

    /**
     * The most memory that imports hold in one replica, over all apps; one more import is {@code overloaded}, before its body
     * is read. A quarter of the heap without it, at most half of the heap, and at least what the largest body needs, a little
     * more than eight times {@code quarkus.http.limits.max-body-size}.
     */
    Optional<MemorySize> maxBytesInFlight();

    /** When a failed call is repeated. */
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

        /** The longest pause between two attempts. */
        @WithDefault("5s")
        @DurationMin(millis = 1)
        Duration maxBackoff();
    }
}
