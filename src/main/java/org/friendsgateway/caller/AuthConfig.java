package org.friendsgateway.caller;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How callers are authenticated. Public, because Hibernate Validator cannot see it otherwise. */
@ConfigMapping(prefix = "gateway.auth")
public interface AuthConfig {

    /** How a caller proves who it is. */
    enum Mode {
        /** By an API key of its own. */
        API_KEY,
        /** By a token of an OpenID Connect issuer that the gateway trusts. */
        OIDC,
        /** Not at all: every request is accepted. */
        NONE
    }

    /** A caller and its API key. */
    interface Key {

        /** The SHA-256 of the key's bytes in hexadecimal digits. */
        @Pattern(regexp = "[0-9A-Fa-f]{64}", message = "must be 64 hexadecimal digits, the SHA-256 of the key")
        String sha256();

        /** The apps that the caller may access; all of them when absent. */
        Optional<Set<String>> apps();

        /** The caller's share of an app's quota while others wait for it, too. */
        @WithDefault("1")
        @Min(1)
        @Max(1000)
        int weight();
    }

    /** Which claims of a token are read. */
    interface Oidc {

        /** The claim that lists the apps which the caller may access; all of them when absent. */
        Optional<String> appsClaim();
    }

    @WithDefault("api-key")
    Mode mode();

    /** By the caller's name. */
    Map<String, Key> keys();

    Oidc oidc();
}
