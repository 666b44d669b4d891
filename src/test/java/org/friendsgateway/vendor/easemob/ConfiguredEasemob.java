package org.friendsgateway.vendor.easemob;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.vertx.core.Vertx;

import org.friendsgateway.coordination.local.LocalGrants;
import org.friendsgateway.vendor.VendorApp;

/** The configuration of one app, as an operator would write it who has a token. */
record ConfiguredEasemob(String orgName, String appName, Optional<String> appToken, URI baseUrl)
        implements
            EasemobConfig.App {

    VendorApp app(Vertx vertx) {
        return new EasemobApps(() -> Map.of("chat-em", this), vertx, new ObjectMapper(), new LocalGrants()).apps().get(0);
    }

    @Override
    public Optional<String> clientId() {
        return Optional.empty();
    }

    @Override
    public Optional<String> clientSecret() {
        return Optional.empty();
    }

    @Override
    public int callsPerSecond() {
        return 100;
    }

    @Override
    public Duration connectTimeout() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Duration callTimeout() {
        return Duration.ofSeconds(30);
    }

    @Override
    public int maxConnections() {
        return 10;
    }
}
