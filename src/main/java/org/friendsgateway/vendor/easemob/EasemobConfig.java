package org.friendsgateway.vendor.easemob;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The keys of Easemob's apps. Public, for the validator cannot see it otherwise. */
@ConfigMapping(prefix = "gateway.easemob")
public interface EasemobConfig {

    /** The apps by the names that callers use. */
    Map<String, App> apps();

    /** One App Key. */
    interface App {

        /** The host that Easemob's console shows for the app. */
        URI baseUrl();

        @NotBlank
        String orgName();

        @NotBlank
        String appName();

        /** Together with the secret; or else {@link #appToken}. */
        Optional<String> clientId();

        Optional<String> clientSecret();

        /** A token that never expires, instead of a client; it goes into a header. */
        Optional<@Pattern(regexp = "[!-~]+", message = "must be of visible ASCII characters") String> appToken();

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

        /** As many as can be under way when each call takes the whole call timeout at the default speed. */
        @WithDefault("1000")
        @Min(1)
        int maxConnections();
    }
}
