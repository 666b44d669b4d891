package org.friendsgateway.http;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Closes kept-alive connections after their next response once the gateway shuts down. New connections go to other replicas
 * anyway, but callers would use their open ones until the server refuses requests.
 */
@Singleton
final class ConnectionDrainer {

    private static final int ORDER = -1000;

    private volatile boolean draining;

    void addRoute(@Observes Router router) {
        router.route().order(ORDER).handler(this::watch);
    }

    void drain(@Observes ShutdownDelayInitiatedEvent event) {
        draining = true;
    }

    // Checked when the response is sent, because the shutdown may begin while the request is in flight.
    private void watch(RoutingContext request) {
        request.addHeadersEndHandler(head -> {
            if (draining) {
                request.response().putHeader("Connection", "close");
            }
        });
        request.next();
    }
}
