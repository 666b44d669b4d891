package org.friendsgateway.vendor.easemob;

import java.util.Map;
import java.util.Optional;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;

import io.smallrye.config.ConfigMapping;

import org.friendsgateway.vendor.VendorAppConfig;

/** The keys of Easemob's apps. Public, because the config framework must see it. */
@ConfigMapping(prefix = "gateway.easemob")
public interface EasemobConfig {

    /** The apps by the names that callers use. */
    Map<String, App> apps();

    /** One App Key. */
    interface App extends VendorAppConfig {

        @NotBlank
        String orgName();

        @NotBlank
        String appName();

        /** Requires the secret, too; excludes {@link #appToken}. */
        Optional<String> clientId();

        Optional<String> clientSecret();

        /** A token that never expires, instead of a client; sent in a header. */
        Optional<@Pattern(regexp = "[!-~]+", message = "must be of visible ASCII characters") String> appToken();
    }
}
