package org.friendsgateway.vendor.ejabberd;

import java.net.URI;
import java.time.Clock;
import java.util.Map;

import io.vertx.core.Vertx;

import org.friendsgateway.time.RealScheduler;
import org.friendsgateway.token.local.LocalTokenStore;
import org.friendsgateway.vendor.PlainApp;
import org.friendsgateway.vendor.SharedTokens;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.ejabberd.EjabberdConfig.Subscription;

/** The configuration of one app. */
record ConfiguredEjabberd(URI baseUrl, String virtualHost, String username, String password, Subscription subscription,
        boolean verifyAccounts) implements EjabberdConfig.App, PlainApp {

    static ConfiguredEjabberd at(URI baseUrl) {
        return new ConfiguredEjabberd(baseUrl, EjabberdServer.HOST, EjabberdServer.USERNAME, EjabberdServer.PASSWORD,
                Subscription.BOTH, true);
    }

    ConfiguredEjabberd withVirtualHost(String other) {
        return new ConfiguredEjabberd(baseUrl, other, username, password, subscription, verifyAccounts);
    }

    ConfiguredEjabberd withUsername(String other) {
        return new ConfiguredEjabberd(baseUrl, virtualHost, other, password, subscription, verifyAccounts);
    }

    ConfiguredEjabberd withPassword(String other) {
        return new ConfiguredEjabberd(baseUrl, virtualHost, username, other, subscription, verifyAccounts);
    }

    ConfiguredEjabberd withSubscription(Subscription other) {
        return new ConfiguredEjabberd(baseUrl, virtualHost, username, password, other, verifyAccounts);
    }

    ConfiguredEjabberd unverified() {
        return new ConfiguredEjabberd(baseUrl, virtualHost, username, password, subscription, false);
    }

    VendorApp app(Vertx vertx) {
        return new EjabberdApps(() -> Map.of("im", this), PlainApp.clients(vertx),
                new SharedTokens(new LocalTokenStore(), RealScheduler.of(vertx), Clock.systemUTC())).apps().get(0);
    }
}
