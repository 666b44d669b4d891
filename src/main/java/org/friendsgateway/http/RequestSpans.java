package org.friendsgateway.http;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.tracing.RequestSpan;
import org.friendsgateway.tracing.Tracing;

/** A span for every request, where traces are wanted. */
@Singleton
final class RequestSpans {

    // Before the front door, whose own answers are traced, too.
    private static final int BEFORE_ALL = -101;

    private final Tracing tracing;

    RequestSpans(Tracing tracing) {
        this.tracing = tracing;
    }

    void open(@Observes Router router) {
        if (tracing.on()) {
            router.route().order(BEFORE_ALL).handler(this::begin);
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
