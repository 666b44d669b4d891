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

    /** A way to authenticate. */
    enum Mode {
        /** With an API key. */
        API_KEY,
        /** With a token of a trusted issuer. */
        OIDC,
        /** Not at all: every client that reaches the port is a caller. */
        NONE
    }

    /** A caller with an API key. */
    interface Key {

        /** The SHA-256 of the caller's API key. */
        @Pattern(regexp = "[0-9A-Fa-f]{64}", message = "must be 64 hexadecimal digits, the SHA-256 of the key")
        String sha256();

        /** The apps that the caller may use; all without it. */
        Optional<Set<String>> apps();

        /** The caller's share of an app's quota while other callers wait for it, too. */
        @WithDefault("1")
        @Min(1)
        @Max(1000)
        int weight();
    }

    /** What is read from a token. */
    interface Oidc {

        /** The claim of a token that lists the apps its holder may use; all without it. */
        Optional<String> appsClaim();
    }

    /** How callers authenticate; {@code none} is for development. */
    @WithDefault("api-key")
    Mode mode();

    /** The callers by name. */
    Map<String, Key> keys();

    /** What is read from a token. */
    Oidc oidc();
}
