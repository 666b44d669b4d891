package org.friendsgateway.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Singleton;

import io.netty.channel.ChannelHandlerContext;
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
 * Passes invalid requests to the routes, so that their responses are problem documents, too. Vert.x answers a malformed head,
 * and Quarkus a malformed target, with an empty response before any route. Vert.x has a hook for that,
 * {@code invalidRequestHandler}, but Quarkus does not expose its servers. The only extension point that sees each connection
 * before a response is the metrics SPI, so this implements it.
 */
@Singleton
final class InvalidRequestRouter implements VertxOptionsCustomizer, HttpServerOptionsCustomizer {

    private final boolean redirects;
    private final Set<String> servers = ConcurrentHashMap.newKeySet();

    InvalidRequestRouter(VertxHttpConfig config) {
        this.redirects = config.insecureRequests().filter(insecure -> insecure != InsecureRequests.ENABLED).isPresent();
    }

    // Its replacement is a builder, which Quarkus does not expose.
    @SuppressWarnings("deprecation")
    @Override
    public void accept(VertxOptions options) {
        options.setMetricsOptions(new MetricsOptions().setEnabled(true).setFactory(ignored -> new Observer()));
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        // A server that redirects to HTTPS serves nothing itself.
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
            return servers.contains(address(options)) ? new ConnectionSetup() : null;
        }

        @Override
        public ConnectionTracker getHttpConnectionTracker() {
            return NOOP_CONNECTION_TRACKER;
        }
    }

    /** Sets each connection up at its first request, before that is handled. */
    private static final class ConnectionSetup implements HttpServerMetrics<Object, Object, AtomicBoolean> {

        /** Returns whether the connection is set up. */
        @Override
        public AtomicBoolean connected(SocketAddress remote, String name) {
            return new AtomicBoolean();
        }

        @Override
        public Object requestBegin(AtomicBoolean ready, HttpRequest request) {
            if (!ready.get() && request instanceof HttpServerRequest first
                    && first.connection() instanceof Http1xServerConnection http) {
                ready.set(true);
                LingeringClose close = new LingeringClose();
                ChannelHandlerContext server = http.channelHandlerContext();
                server.pipeline().addBefore(server.name(), null, new BackPressure()).addBefore(server.name(), null, close);
                Handler<HttpServerRequest> routes = VertxHttpRecorder.getRootHandler();
                Handler<HttpServerRequest> toRoutes = next -> routes.handle(routable(next, close));
                http.handler(toRoutes);
                http.invalidRequestHandler(toRoutes);
            }
            return ready;
        }

        private static HttpServerRequest routable(HttpServerRequest request, LingeringClose close) {
            Failure failure = RequestHeadValidator.validate(request);
            if (failure == null) {
                return request.uri().equals("*") ? new RetargetedRequest(request, FriendsResource.PATH) : request;
            }
            close.afterNextResponse();
            return new InvalidRequest(request, failure);
        }
    }

    /** A request to another path than its own, without a query. */
    private static class RetargetedRequest extends HttpServerRequestWrapper {

        private final String path;

        RetargetedRequest(HttpServerRequest request, String path) {
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

    /** An invalid request in a form that the routes accept. The cause of its decoder result is the failure to report. */
    private static final class InvalidRequest extends RetargetedRequest {

        private final DecoderResult failure;

        InvalidRequest(HttpServerRequest request, Failure failure) {
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
