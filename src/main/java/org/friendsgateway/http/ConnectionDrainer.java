package org.friendsgateway.http;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Sends callers elsewhere as soon as the gateway is told to end. New connections go to other replicas by themselves, but a
 * caller's kept one would bring requests until the server refuses them.
 */
@Singleton
final class ConnectionDrainer {

    private static final int BEFORE_ALL = -1000;

    private volatile boolean ending;

    void open(@Observes Router router) {
        router.route().order(BEFORE_ALL).handler(this::watch);
    }

    void begin(@Observes ShutdownDelayInitiatedEvent told) {
        ending = true;
    }

    // Looked at when the answer leaves, for a request may be under way when the end begins.
    private void watch(RoutingContext request) {
        request.addHeadersEndHandler(head -> {
            if (ending) {
                request.response().putHeader("Connection", "close");
            }
        });
        request.next();
    }
}
