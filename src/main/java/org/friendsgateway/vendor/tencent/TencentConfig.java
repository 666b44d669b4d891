package org.friendsgateway.vendor.tencent;

import java.net.URI;
import java.util.Map;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import org.friendsgateway.vendor.VendorAppConfig;

/** The keys of Tencent's apps. Public, because the config framework must see it. */
@ConfigMapping(prefix = "gateway.tencent")
public interface TencentConfig {

    /** The apps by the names that callers use. */
    Map<String, App> apps();

    /** One SDKAppID. */
    interface App extends VendorAppConfig {

        /** The SDKAppID. */
        @Min(1)
        long sdkAppId();

        /** The app admin in whose name calls are made. */
        @NotBlank
        String identifier();

        /** The key of the SDKAppID, which signs calls; a secret. */
        @NotBlank
        String secretKey();

        /** The host of the app's region. */
        @Override
        @WithDefault("https://console.tim.qq.com")
        URI baseUrl();

        /** The source of a friend that is given without one. */
        @WithDefault("Gateway")
        @Pattern(regexp = TencentValidator.SOURCE)
        String defaultSource();

        /** Friends per vendor call. */
        @WithDefault("500")
        @Min(1)
        @Max(TencentApi.MAX_ITEMS)
        int batchSize();
    }
}
