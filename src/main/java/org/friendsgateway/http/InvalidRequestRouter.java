package org.friendsgateway.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import io.netty.handler.codec.DecoderResult;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.quarkus.vertx.http.runtime.ExtendedQuarkusVertxHttpMetrics;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.VertxHttpConfig.InsecureRequests;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.Handler;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.core.spi.observability.HttpRequest;

import org.friendsgateway.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Brings requests that cannot be read to the routes, which answer them as they answer everything else. Vert.x answers a broken
 * head, and Quarkus a broken target, with nothing but a status and before any route. Vert.x has a place for another answer,
 * {@code invalidRequestHandler}, but Quarkus keeps the servers to itself; what both show of each request before it is
 * answered is an observer of metrics, so this is one.
 */
@Singleton
final class InvalidRequestRouter implements VertxOptionsCustomizer, HttpServerOptionsCustomizer {

    private final boolean redirects;
    private final Set<String> servers = ConcurrentHashMap.newKeySet();

    InvalidRequestRouter(VertxHttpConfig config) {
        this.redirects = config.insecureRequests().filter(insecure -> insecure != InsecureRequests.ENABLED).isPresent();
    }

    // Its successor is a builder, which Quarkus keeps to itself.
    @SuppressWarnings("deprecation")
    @Override
    public void accept(VertxOptions options) {
        options.setMetricsOptions(new MetricsOptions().setEnabled(true).setFactory(ignored -> new Observer()));
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        // One that sends its callers to HTTPS serves nothing itself.
        if (!redirects) {
            servers.add(address(options));
        }
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        servers.add(address(options));
    }

    @Override
    public void customizeDomainSocketServer(HttpServerOptions options) {
        servers.add(address(options));
    }

    private static String address(HttpServerOptions options) {
        return options.getHost() + ":" + options.getPort();
    }

    private final class Observer implements VertxMetrics, ExtendedQuarkusVertxHttpMetrics {

        @Override
        public @Nullable HttpServerMetrics<?, ?, ?> createHttpServerMetrics(HttpServerOptions options, SocketAddress local) {
            return servers.contains(address(options)) ? new Connections() : null;
        }

        @Override
        public ConnectionTracker getHttpConnectionTracker() {
            return NOOP_CONNECTION_TRACKER;
        }
    }

    /** Watches each connection from its first request on, before that is handled. */
    private static final class Connections implements HttpServerMetrics<Object, Object, Connections.Connection> {

        private static final class Connection {

            private boolean watched;
        }

        @Override
        public Connection connected(SocketAddress remote, String name) {
            return new Connection();
        }

        @Override
        public Object requestBegin(Connection connection, HttpRequest request) {
            if (!connection.watched && request instanceof HttpServerRequest first
                    && first.connection() instanceof Http1xServerConnection http) {
                connection.watched = true;
                BackPressure.install(http);
                LingeringClose response = LingeringClose.of(http);
                Handler<HttpServerRequest> routes = VertxHttpRecorder.getRootHandler();
                Handler<HttpServerRequest> reader = next -> routes.handle(readable(next, response));
                http.handler(reader);
                http.invalidRequestHandler(reader);
            }
            return connection;
        }

        private static HttpServerRequest readable(HttpServerRequest request, LingeringClose response) {
            Failure failure = RequestHeadValidator.failure(request);
            if (failure == null) {
                return request.uri().equals("*") ? new Retargeted(request, FriendsResource.PATH) : request;
            }
            response.expect();
            return new Unreadable(request, failure);
        }
    }

    /** A request to another path than its own, without a query. */
    private static class Retargeted extends HttpServerRequestWrapper {

        private final String path;

        Retargeted(HttpServerRequest request, String path) {
            super((HttpServerRequestInternal) request);
            this.path = path;
        }

        @Override
        public String uri() {
            return path;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public @Nullable String query() {
            return null;
        }
    }

    /** A request that the routes can pass on until it is answered. The cause of its decoder's result is what to answer. */
    private static final class Unreadable extends Retargeted {

        private final DecoderResult failure;

        Unreadable(HttpServerRequest request, Failure failure) {
            super(request, FriendsResource.PATH.equals(request.path()) ? FriendsResource.PATH : "/");
            this.failure = DecoderResult.failure(failure.exception());
        }

        @Override
        public DecoderResult decoderResult() {
            return failure;
        }

        @Override
        public HttpVersion version() {
            return HttpVersion.HTTP_1_1;
        }

        @Override
        public boolean isValidAuthority() {
            return true;
        }
    }
}
