package org.friendsgateway.http;

import jakarta.inject.Singleton;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;

/**
 * Requires a client certificate when the API port has a trust store. Quarkus has a key for that
 * ({@code quarkus.http.ssl.client-auth}), but reads it at build time, and an operator has only the built application.
 */
@Singleton
final class MutualTlsCustomizer implements HttpServerOptionsCustomizer {

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        if (options.getTrustOptions() != null) {
            options.setClientAuth(ClientAuth.REQUIRED);
        }
    }
}
