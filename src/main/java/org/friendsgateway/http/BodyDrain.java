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
 * Reads and throws away what still arrives of a body after its answer: a client that sends before it reads would lose the
 * answer if the connection were closed at once. Bounded in bytes and in time; then the connection is closed.
 */
@Singleton
final class BodyDrain {

    static final Duration MAX_TIME = Duration.ofSeconds(10);
    /** For a body that is late already. */
    static final Duration MAX_TIME_IF_LATE = Duration.ofSeconds(1);

    private static final int BEFORE_ALL = -999;

    private final Scheduler scheduler;
    private final long maxBytes;

    BodyDrain(Scheduler scheduler, VertxHttpConfig config) {
        this.scheduler = scheduler;
        this.maxBytes = config.limits().maxBodySize().orElseThrow().asLongValue();
    }

    void open(@Observes Router router) {
        router.route().order(BEFORE_ALL).handler(this::watch);
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

    // The body is too long or late; or it was never asked for, and may not come.
    private static boolean mustClose(RoutingContext request) {
        int status = request.response().getStatusCode();
        return status == 408 || status == 413 || request.request().headers().contains(HttpHeaders.EXPECT);
    }

    private void drain(RoutingContext request) {
        HttpServerRequest source = request.request();
        boolean late = request.response().getStatusCode() == 408;
        Cancellable timeout = scheduler.after(late ? MAX_TIME_IF_LATE : MAX_TIME).subscribe()
                .with(over -> source.connection().close());
        long most = source.bytesRead() + maxBytes;
        source.handler(chunk -> {
            if (source.bytesRead() > most) {
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
