package org.friendsgateway.caller;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The keys of the callers' authentication. Public, because the config framework must see it. */
@ConfigMapping(prefix = "gateway.auth")
public interface AuthConfig {

    /** How callers are known. */
    enum Mode {
        /** By a key of their own. */
        API_KEY,
        /** By a token of an issuer that the gateway trusts. */
        OIDC,
        /** Whoever reaches the port is a caller. */
        NONE
    }

    /** A caller that is known by its key. */
    interface Key {

        /** The SHA-256 of the key's bytes in hexadecimal digits. */
        @Pattern(regexp = "[0-9A-Fa-f]{64}", message = "must be 64 hexadecimal digits, the SHA-256 of the key")
        String sha256();

        /** The apps that the caller may fill; all without it. */
        Optional<Set<String>> apps();

        /** The caller's share of a quota that others wait for, too. */
        @WithDefault("1")
        @Min(1)
        @Max(1000)
        int weight();
    }

    /** What is read from a token. */
    interface Oidc {

        /** The claim that names the apps which the caller may fill; all without it. */
        Optional<String> appsClaim();
    }

    @WithDefault("api-key")
    Mode mode();

    /** By the name of the caller. */
    Map<String, Key> keys();

    Oidc oidc();
}
