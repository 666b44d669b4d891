package org.friendsgateway.http;

import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.time.Scheduler;

/**
 * Decides whether a connection is kept alive after a response.
 *
 * <p>
 * Once the gateway shuts down, it is not: new connections go to other replicas anyway, but callers would use their open ones
 * until the server refuses requests.
 *
 * <p>
 * The rest of a body is read and discarded after its response: a client that sends all of its body before it reads would lose
 * the response if the connection were closed at once. After too many bytes or too long, the connection is closed;
 * a stream may have any number of bytes left, so there only the time counts.
 */
@Singleton
final class KeepAlive {

    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DRAIN_TIMEOUT_IF_LATE = Duration.ofSeconds(1);

    private static final int ORDER = -1000;

    private final Scheduler scheduler;
    private final long maxBytes;
    private volatile boolean shuttingDown;

    KeepAlive(Scheduler scheduler, VertxHttpConfig config) {
        this.scheduler = scheduler;
        this.maxBytes = config.limits().maxBodySize().orElseThrow().asLongValue();
    }

    void addRoute(@Observes Router router) {
        router.route().order(ORDER).handler(this::watch);
    }

    void shutDown(@Observes ShutdownDelayInitiatedEvent event) {
        shuttingDown = true;
    }

    // Checked when the response is sent, because the shutdown may begin while the request is in flight.
    private void watch(RoutingContext request) {
        request.addHeadersEndHandler(head -> {
            if (shuttingDown || (isUnread(request) && mustClose(request))) {
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
        Cancellable timeout = scheduler.after(late ? DRAIN_TIMEOUT_IF_LATE : DRAIN_TIMEOUT).subscribe()
                .with(elapsed -> source.connection().close());
        boolean stream = ContentTypes.isNdjson(source.headers());
        long limit = source.bytesRead() + maxBytes;
        source.handler(chunk -> {
            if (source.bytesRead() > limit && !stream) {
                source.connection().close();
            }
        }).exceptionHandler(gone -> timeout.cancel()).endHandler(end -> {
            timeout.cancel();
            BackPressure.setStreaming(source.connection(), false);
            if (mustClose(request)) {
                source.connection().close();
            }
        }).resume();
    }
}
