package org.friendsgateway.vendor;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import jakarta.validation.constraints.Min;

import io.smallrye.config.WithDefault;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The configuration keys of an app that are the same for every vendor, which may declare a key again to give it a default. */
public interface VendorAppConfig {

    /** The host of the app's region, which the vendor's console shows. */
    URI baseUrl();

    /** The vendor's limit, over all replicas. */
    @WithDefault("100")
    @Min(1)
    int callsPerSecond();

    /** How long opening a connection to the vendor may take. */
    @WithDefault("2s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 10)
    Duration connectTimeout();

    /** How long the vendor may take to answer a call. */
    @WithDefault("10s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 10)
    Duration callTimeout();

    /** The most connections of one replica; the default suffices when every call takes the whole call timeout. */
    @WithDefault("1000")
    @Min(1)
    int maxConnections();

    /** The name of a {@code quarkus.tls.<name>} configuration for all connections to the vendor. */
    Optional<String> tlsConfigurationName();

    /** The name of a {@code quarkus.proxy.<name>} configuration for all connections to the vendor; no proxy without it. */
    Optional<String> proxyConfigurationName();
}
