package org.friendsgateway.vendor.easemob;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.ObjectMapper;

import org.friendsgateway.token.TokenStore;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorAppProvider;
import org.friendsgateway.vendor.VendorCallLog;
import org.friendsgateway.vendor.VendorHttpClient;
import org.friendsgateway.vendor.VendorHttpClients;

/** Easemob's apps, made of the keys under {@code gateway.easemob.apps}. */
@Singleton
final class EasemobApps implements VendorAppProvider {

    private static final String KEYS = "gateway.easemob.apps.";

    private final EasemobConfig config;
    private final VendorHttpClients clients;
    private final EasemobJson json;
    private final TokenStore grants;

    EasemobApps(EasemobConfig config, VendorHttpClients clients, ObjectMapper mapper, TokenStore grants) {
        this.config = config;
        this.clients = clients;
        this.json = EasemobJson.by(mapper);
        this.grants = grants;
    }

    @Override
    public List<VendorApp> apps() {
        return config.apps().entrySet().stream().map(this::app).toList();
    }

    private VendorApp app(Map.Entry<String, EasemobConfig.App> named) {
        EasemobConfig.App app = named.getValue();
        AppProfile profile = new AppProfile(named.getKey(), "easemob", EasemobApi.MAX_USERNAMES, app.callsPerSecond());
        VendorHttpClient http = clients.client(KEYS + named.getKey(), app);
        String path = "/" + URLEncoder.encode(app.orgName(), UTF_8) + "/" + URLEncoder.encode(app.appName(), UTF_8);
        SecretMask mask = new SecretMask(Stream.of(app.clientSecret(), app.appToken()).flatMap(Optional::stream)
                .collect(Collectors.toSet()));
        return new EasemobApp(profile, path, credential(profile, app, path, http, mask), http, json, mask);
    }

    private EasemobCredential credential(AppProfile profile, EasemobConfig.App app, String path, VendorHttpClient http,
            SecretMask mask) {
        requireOneCredential(KEYS + profile.name() + ".", app);
        return app.appToken().<EasemobCredential> map(EasemobCredential.Fixed::new)
                .orElseGet(() -> {
                    EasemobLogin login = login(app, path, http, mask);
                    VendorCallLog log = new VendorCallLog(profile);
                    return new EasemobToken(profile, grants, () -> log.login(login.get()), Clock.systemUTC());
                });
    }

    private static void requireOneCredential(String prefix, EasemobConfig.App app) {
        boolean id = app.clientId().isPresent();
        boolean secret = app.clientSecret().isPresent();
        boolean token = app.appToken().isPresent();
        String wrong = token && (id || secret)
                ? "%1$sapp-token excludes %1$sclient-id and %1$sclient-secret: set one or the others"
                : id && !secret ? "%1$sclient-secret is required, because %1$sclient-id is set"
                        : secret && !id ? "%1$sclient-id is required, because %1$sclient-secret is set"
                                : !token && !id ? "%1$sclient-id and %1$sclient-secret are required, or %1$sapp-token" : null;
        if (wrong != null) {
            throw new DeploymentException(wrong.formatted(prefix));
        }
    }

    private EasemobLogin login(EasemobConfig.App app, String path, VendorHttpClient http, SecretMask mask) {
        return new EasemobLogin(path, new EasemobApi.TokenRequest("client_credentials", app.clientId().orElseThrow(),
                app.clientSecret().orElseThrow()), http, json, mask);
    }
}
