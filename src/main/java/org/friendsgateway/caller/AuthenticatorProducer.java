package org.friendsgateway.caller;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Singleton;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.friendsgateway.vendor.VendorApps;
import org.jboss.logging.Logger;

/**
 * Chooses the authenticator. A configuration that would accept everyone by mistake, or reject everyone, stops the start.
 */
@Singleton
final class AuthenticatorProducer {

    private static final Logger LOG = Logger.getLogger(AuthenticatorProducer.class);

    @Produces
    @Singleton
    Authenticator authenticator(AuthConfig config, VendorApps apps, HttpAuthenticator oidc, Config raw,
            @ConfigProperty(name = "quarkus.oidc.token.audience") Optional<List<String>> audience) {
        refuseEmpty("gateway.auth.oidc.apps-claim", config.oidc().appsClaim(), raw);
        config.keys().forEach((client, key) -> {
            refuseEmpty("gateway.auth.keys." + client + ".apps", key.apps(), raw);
            refuseEmpty("gateway.auth.keys.\"" + client + "\".apps", key.apps(), raw);
        });
        return switch (config.mode()) {
            case API_KEY -> new ApiKeyAuthenticator(requireValid(config.keys(), apps));
            case OIDC -> oidc(config, oidc, audience);
            case NONE -> anonymous();
        };
    }

    // An empty value is read like an absent one, which would open every app.
    private static void refuseEmpty(String name, Optional<?> value, Config raw) {
        if (value.isEmpty() && raw.getConfigValue(name).getValue() != null) {
            throw new DeploymentException(name + " must not be empty; leave it out to open all apps");
        }
    }

    private static Map<String, AuthConfig.Key> requireValid(Map<String, AuthConfig.Key> keys, VendorApps apps) {
        if (keys.isEmpty()) {
            throw new DeploymentException("gateway.auth.mode is api-key and no caller has a key:"
                    + " set gateway.auth.keys.<client>.sha256, or another gateway.auth.mode");
        }
        Set<String> known = apps.all().stream().map(app -> app.profile().name()).collect(Collectors.toSet());
        Map<String, String> owners = new HashMap<>();
        keys.forEach((client, key) -> {
            if (!known.containsAll(key.apps().orElse(Set.of()))) {
                throw new DeploymentException("gateway.auth.keys." + client + ".apps must be some of " + known);
            }
            String other = owners.put(key.sha256().toLowerCase(Locale.ROOT), client);
            if (other != null) {
                throw new DeploymentException("gateway.auth.keys." + client + ".sha256 is the one of " + other + ", too");
            }
        });
        return keys;
    }

    private static Authenticator oidc(AuthConfig config, HttpAuthenticator authenticator,
            Optional<List<String>> audience) {
        if (audience.isEmpty()) {
            throw new DeploymentException("gateway.auth.mode is oidc: set quarkus.oidc.token.audience, so that a token"
                    + " issued for another audience is not accepted");
        }
        return new OidcAuthenticator(authenticator, config.oidc().appsClaim());
    }

    private static Authenticator anonymous() {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            LOG.warn("gateway.auth.mode is none: ANYONE WHO REACHES THE PORT CAN IMPORT FRIENDS INTO EVERY APP");
        }
        return request -> Uni.createFrom().item(Caller.ANONYMOUS);
    }
}
