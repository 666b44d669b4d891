package org.friendsgateway.http;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.tracing.RequestSpan;
import org.friendsgateway.tracing.Tracing;

/** Traces every request, where tracing is on. */
@Singleton
final class RequestSpans {

    // Before the other routes, whose own responses are traced, too.
    private static final int ORDER = -101;

    private final Tracing tracing;

    RequestSpans(Tracing tracing) {
        this.tracing = tracing;
    }

    void addRoute(@Observes Router router) {
        if (tracing.on()) {
            router.route().order(ORDER).handler(this::begin);
        }
    }

    private void begin(RoutingContext request) {
        boolean known = FriendsResource.PATH.equals(request.request().path());
        RequestSpan span = tracing.request(request.request().method().name(), known ? FriendsResource.PATH : null,
                request.request().headers());
        if (span != null) {
            request.addEndHandler(end -> {
                if (end.succeeded()) {
                    span.end(request.response().getStatusCode());
                } else {
                    span.cancel();
                }
            });
        }
        request.next();
    }
}
