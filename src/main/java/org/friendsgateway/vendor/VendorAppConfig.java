package org.friendsgateway.vendor;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import jakarta.validation.constraints.Min;

import io.smallrye.config.WithDefault;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The configuration keys of an app that are the same for every vendor. */
public interface VendorAppConfig {

    /** The host of the app's region, which the vendor's console shows. */
    URI baseUrl();

    @WithDefault("100")
    @Min(1)
    int callsPerSecond();

    @WithDefault("2s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 10)
    Duration connectTimeout();

    @WithDefault("10s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 10)
    Duration callTimeout();

    /** The default is enough for calls at the default speed that each take the whole call timeout. */
    @WithDefault("1000")
    @Min(1)
    int maxConnections();

    /** The name of a {@code quarkus.tls} configuration: trust store and client certificate. */
    Optional<String> tlsConfigurationName();

    /** The name of a {@code quarkus.proxy} configuration; no proxy without it. */
    Optional<String> proxyConfigurationName();
}
