package org.friendsgateway.vendor.ejabberd;

import java.net.URI;
import java.util.Locale;
import java.util.Map;

import jakarta.validation.constraints.NotBlank;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import org.friendsgateway.vendor.VendorAppConfig;

/** The keys of ejabberd's apps. Public, because the config framework must see it. */
@ConfigMapping(prefix = "gateway.ejabberd")
public interface EjabberdConfig {

    /** Who of the two receives the other's presence, as in XMPP's rosters. */
    enum Subscription {
        /** Each receives the other's. */
        BOTH,
        /** The user receives the friend's. */
        TO,
        /** The friend receives the user's. */
        FROM;

        private final String code = name().toLowerCase(Locale.ROOT);

        String code() {
            return code;
        }
    }

    /** The apps by the names that callers use. */
    Map<String, App> apps();

    /** One virtual host. */
    interface App extends VendorAppConfig {

        /** The server's HTTP listener, on which {@code /api} is {@code mod_http_api} and {@code /oauth} is OAuth. */
        @Override
        URI baseUrl();

        /** The XMPP domain of users and friends. */
        @NotBlank
        String virtualHost();

        /** The account that logs in, such as {@code gateway}; with its domain when that is not the virtual host. */
        @NotBlank
        String username();

        /** The password of {@code username}; a secret. */
        @NotBlank
        String password();

        /** The subscription of imported friends: who receives the other's presence. */
        @WithDefault("both")
        Subscription subscription();

        /** Whether the gateway checks that users and friends exist, which the server does not do; with a warning if not. */
        @WithDefault("true")
        boolean verifyAccounts();
    }
}
