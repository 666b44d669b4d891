package org.friendsgateway.redis;

import java.time.Duration;
import java.util.Optional;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The keys of what replicas share in Redis. Public, because the config framework must see it. */
@ConfigMapping(prefix = "gateway")
public interface RedisConfig {

    /** How many replicas share the quota until Redis has counted them. */
    @WithDefault("1")
    @Min(1)
    @Max(1000)
    int expectedReplicas();

    /** How long Redis may be silent before a command fails. */
    @WithName("coordination.redis-timeout")
    @WithDefault("500ms")
    @DurationMin(millis = 50)
    @DurationMax(seconds = 1)
    Duration redisTimeout();

    /** The time from one heartbeat of a replica to the next. */
    @WithName("coordination.heartbeat")
    @WithDefault("500ms")
    @DurationMin(millis = 50)
    @DurationMax(seconds = 1)
    Duration heartbeat();

    /** 32 bytes in Base64, which encrypt tokens in Redis; without them no token is shared. */
    @WithName("coordination.encryption-key")
    Optional<@Pattern(regexp = "[A-Za-z0-9+/]{43}=", message = "must be 32 bytes in Base64") String> encryptionKey();
}
