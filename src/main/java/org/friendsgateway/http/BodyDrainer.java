package org.friendsgateway.http;

import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.time.Scheduler;

/**
 * Reads and discards the rest of a body after its response: a client that sends all of its body before it reads would lose the
 * response if the connection were closed at once. Closes the connection after too many bytes or too long.
 */
@Singleton
final class BodyDrainer {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TIMEOUT_IF_LATE = Duration.ofSeconds(1);

    private static final int ORDER = -999;

    private final Scheduler scheduler;
    private final long maxBytes;

    BodyDrainer(Scheduler scheduler, VertxHttpConfig config) {
        this.scheduler = scheduler;
        this.maxBytes = config.limits().maxBodySize().orElseThrow().asLongValue();
    }

    void addRoute(@Observes Router router) {
        router.route().order(ORDER).handler(this::watch);
    }

    private void watch(RoutingContext request) {
        request.addHeadersEndHandler(head -> {
            if (isUnread(request) && mustClose(request)) {
                request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
        });
        request.addEndHandler(end -> {
            if (end.succeeded() && isUnread(request)) {
                drain(request);
            }
        });
        request.next();
    }

    private static boolean isUnread(RoutingContext request) {
        return ImportBody.of(request) == null && !request.request().isEnded();
    }

    // The body is too long or too late; or the client waits for a 100 Continue that it did not get, and may never send it.
    private static boolean mustClose(RoutingContext request) {
        int status = request.response().getStatusCode();
        return status == 408 || status == 413 || request.request().headers().contains(HttpHeaders.EXPECT);
    }

    private void drain(RoutingContext request) {
        HttpServerRequest source = request.request();
        boolean late = request.response().getStatusCode() == 408;
        Cancellable timeout = scheduler.after(late ? TIMEOUT_IF_LATE : TIMEOUT).subscribe()
                .with(elapsed -> source.connection().close());
        long limit = source.bytesRead() + maxBytes;
        source.handler(chunk -> {
            if (source.bytesRead() > limit) {
                source.connection().close();
            }
        }).exceptionHandler(gone -> timeout.cancel()).endHandler(end -> {
            timeout.cancel();
            if (mustClose(request)) {
                source.connection().close();
            }
        }).resume();
    }
}
