package org.friendsgateway.vendor.easemob;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Singleton;

import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.AppProfile.Notification;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.SharedTokens;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorAppProvider;
import org.friendsgateway.vendor.VendorHttpClient;
import org.friendsgateway.vendor.VendorHttpClients;
import org.friendsgateway.vendor.VendorToken;

/** Easemob's apps, made of the keys under {@code gateway.easemob.apps}. */
@Singleton
final class EasemobApps implements VendorAppProvider {

    private final EasemobConfig config;
    private final VendorHttpClients clients;
    private final SharedTokens tokens;

    EasemobApps(EasemobConfig config, VendorHttpClients clients, SharedTokens tokens) {
        this.config = config;
        this.clients = clients;
        this.tokens = tokens;
    }

    @Override
    public List<VendorApp> apps() {
        return config.apps().entrySet().stream().map(this::app).toList();
    }

    private VendorApp app(Map.Entry<String, EasemobConfig.App> named) {
        EasemobConfig.App app = named.getValue();
        AppProfile profile = new AppProfile(named.getKey(), "easemob", EasemobApi.MAX_USERNAMES, app.callsPerSecond(),
                Set.of(), Notification.ON_REQUEST, true);
        requireOneCredential(profile.keyPrefix() + ".", app);
        String path = EasemobApi.appPath(app.orgName(), app.appName());
        VendorHttpClient http = clients.client(profile, app);
        SecretMask mask = new SecretMask(Stream.of(app.clientSecret(), app.appToken()).flatMap(Optional::stream)
                .collect(Collectors.toSet()));
        VendorToken token = app.appToken().map(VendorToken::fixed)
                .orElseGet(() -> tokens.of(profile, new EasemobLogin(path, app.clientId().orElseThrow(),
                        app.clientSecret().orElseThrow(), http, mask)));
        return new EasemobApp(profile, path, token, http, mask);
    }

    private static void requireOneCredential(String prefix, EasemobConfig.App app) {
        boolean id = app.clientId().isPresent();
        boolean secret = app.clientSecret().isPresent();
        boolean token = app.appToken().isPresent();
        require(!token || !(id || secret), prefix,
                "%1$sapp-token excludes %1$sclient-id and %1$sclient-secret: set one or the others");
        require(!id || secret, prefix, "%1$sclient-secret is required, because %1$sclient-id is set");
        require(!secret || id, prefix, "%1$sclient-id is required, because %1$sclient-secret is set");
        require(id || token, prefix, "%1$sclient-id and %1$sclient-secret are required, or %1$sapp-token");
    }

    private static void require(boolean satisfied, String prefix, String message) {
        if (!satisfied) {
            throw new DeploymentException(message.formatted(prefix));
        }
    }
}
