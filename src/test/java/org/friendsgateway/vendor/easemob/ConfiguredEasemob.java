package org.friendsgateway.vendor.easemob;

import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

import io.vertx.core.Vertx;

import org.friendsgateway.time.RealScheduler;
import org.friendsgateway.token.local.LocalTokenStore;
import org.friendsgateway.vendor.PlainApp;
import org.friendsgateway.vendor.SharedTokens;
import org.friendsgateway.vendor.VendorApp;

/** The configuration of one app with a token. */
record ConfiguredEasemob(String orgName, String appName, Optional<String> appToken, URI baseUrl)
        implements
            EasemobConfig.App,
            PlainApp {

    VendorApp app(Vertx vertx) {
        return new EasemobApps(() -> Map.of("chat-em", this), PlainApp.clients(vertx),
                new SharedTokens(new LocalTokenStore(), RealScheduler.of(vertx), Clock.systemUTC())).apps().get(0);
    }

    @Override
    public Optional<String> clientId() {
        return Optional.empty();
    }

    @Override
    public Optional<String> clientSecret() {
        return Optional.empty();
    }
}
