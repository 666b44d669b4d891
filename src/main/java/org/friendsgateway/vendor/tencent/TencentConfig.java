package org.friendsgateway.vendor.tencent;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The keys of Tencent's apps. Public, for the validator cannot see it otherwise. */
@ConfigMapping(prefix = "gateway.tencent")
public interface TencentConfig {

    /** The apps by the names that callers use. */
    Map<String, App> apps();

    /** One SDKAppID. */
    interface App {

        @Min(1)
        long sdkAppId();

        /** The App admin in whose name calls are made. */
        @NotBlank
        String identifier();

        @NotBlank
        String secretKey();

        /** The host of the app's region. */
        @WithDefault("https://console.tim.qq.com")
        URI baseUrl();

        /** The source of a friend that comes without one. */
        @WithDefault("Gateway")
        @Pattern(regexp = TencentRules.SOURCE)
        String defaultSource();

        @WithDefault("500")
        @Min(1)
        @Max(TencentApi.MAX_ITEMS)
        int batchSize();

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
