package org.friendsgateway.http;

import jakarta.inject.Singleton;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;

/**
 * Demands a certificate of every caller where the API's door is told whose it trusts. Quarkus has a key for that, which is
 * read while the application is built; an operator has the built one.
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
