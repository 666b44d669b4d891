package org.friendsgateway.coordination;

import java.time.Duration;
import java.util.Optional;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The keys of what the replicas share. Public, because the config framework must see it. */
@ConfigMapping(prefix = "gateway")
public interface CoordinationConfig {

    /** The share of a second by which the network delay to a vendor may differ from call to call. */
    @WithName("coordination.quota-margin")
    @WithDefault("0.03")
    @DecimalMin("0")
    @DecimalMax("1")
    double quotaMargin();

    /** The most imports that may wait for the same user. */
    @WithName("coordination.max-waiting-per-user")
    @WithDefault("100")
    @Min(1)
    int maxWaitingPerUser();

    /** How many replicas share the quota until Redis is seen for the first time. */
    @WithDefault("1")
    @Min(1)
    @Max(1000)
    int expectedReplicas();

    /** How long a replica waits for a response of Redis. */
    @WithName("coordination.redis-timeout")
    @WithDefault("500ms")
    @DurationMin(millis = 50)
    @DurationMax(seconds = 1)
    Duration redisTimeout();

    /** How often a replica shows Redis that it lives. */
    @WithName("coordination.heartbeat")
    @WithDefault("500ms")
    @DurationMin(millis = 50)
    @DurationMax(seconds = 1)
    Duration heartbeat();

    /**
     * The key that encrypts vendor tokens in Redis, the same for all replicas ({@code openssl rand -base64 32}); without it
     * each replica logs in by itself.
     */
    @WithName("coordination.encryption-key")
    Optional<@Pattern(regexp = "[A-Za-z0-9+/]{43}=", message = "must be 32 bytes in Base64") String> encryptionKey();
}
