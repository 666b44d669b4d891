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

        /** The organization, as the vendor's console shows it. */
        @NotBlank
        String orgName();

        /** The app, as the vendor's console shows it. */
        @NotBlank
        String appName();

        /** The client that logs in; it requires {@code client-secret} and excludes {@code app-token}. */
        Optional<String> clientId();

        /** The secret of {@code client-id}. */
        Optional<String> clientSecret();

        /** A token to use instead of a client and its secret. */
        Optional<@Pattern(regexp = "[!-~]+", message = "must be of visible ASCII characters") String> appToken();
    }
}
