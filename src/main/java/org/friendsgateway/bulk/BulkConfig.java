package org.friendsgateway.bulk;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import org.hibernate.validator.constraints.time.DurationMin;

/** The keys of streams. Public, because the config framework must see it. */
@ConfigMapping(prefix = "gateway.bulk")
public interface BulkConfig {

    /** The largest body of a stream, both as received and decoded. */
    @WithDefault("64M")
    MemorySize maxBodySize();

    /** The most lines of a stream, blank ones included. */
    @WithDefault("100000")
    @Min(1)
    int maxLines();

    /**
     * The most lines that one stream holds at a time: those that wait or are under way, and those whose answer the client has
     * not
     * taken. All streams together hold at most half of {@code gateway.max-bytes-in-flight}.
     */
    @WithDefault("1000")
    @Min(1)
    int window();

    /** The longest and the default time in which lines of a stream may begin; {@code Prefer: wait} shortens it. */
    @WithDefault("1h")
    @DurationMin(seconds = 1)
    Duration maxWait();

    /** A client that takes nothing of its answer for so long is disconnected. */
    @WithDefault("60s")
    @DurationMin(seconds = 1)
    Duration writeTimeout();

    /** A client that sends nothing for so long, while the gateway reads, has sent its last line. */
    @WithDefault("60s")
    @DurationMin(seconds = 1)
    Duration readTimeout();
}
