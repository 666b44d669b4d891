package org.friendsgateway.vendor;

import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import io.netty.channel.EventLoop;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.tracing.TracingPolicy;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to the host of one app: one POST, one bounded response. It separates calls that were never sent from calls whose
 * result is unknown; what a response means is for the vendor to say.
 *
 * <p>
 * Each event loop has its own pool, so that a connection is opened, written and read on the event loop of its import. The
 * connections that the app may have are divided equally among the pools. An event loop that has used all of its own takes from
 * the pool with the most left, so that all can be used even if the imports are unevenly spread.
 */
public final class VendorHttpClient {

    static final Duration KEEP_ALIVE = Duration.ofSeconds(30);
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private final Vertx vertx;
    private final VendorEndpoint endpoint;
    private final Clock clock;
    private final RequestOptions target;
    private final CharSequence authority;
    private final String basePath;
    private final List<Pool> pools;
    private final Map<EventLoop, Pool> byLoop = new ConcurrentHashMap<>();
    private final AtomicInteger loops = new AtomicInteger();

    /**
     * The connections of one event loop.
     *
     * @param size the most of them
     * @param held those in use, and those being opened
     */
    private record Pool(HttpClient http, int size, AtomicInteger held) {

        int free() {
            return size - held.get();
        }
    }

    /** Without a proxy, with the trust store of the JVM. */
    public VendorHttpClient(Vertx vertx, VendorEndpoint endpoint) {
        this(vertx, endpoint, new HttpClientOptions(), Clock.systemUTC());
    }

    /**
     * @param route proxy and TLS on the way to the vendor
     * @param clock for a {@code Retry-After} date in a response that has no {@code Date}
     */
    VendorHttpClient(Vertx vertx, VendorEndpoint endpoint, HttpClientOptions route, Clock clock) {
        this.vertx = vertx;
        this.endpoint = endpoint;
        this.clock = clock;
        this.authority = HttpHeaders.createOptimized(endpoint.authority());
        this.basePath = endpoint.path();
        // Without headers, because Vert.x would change them.
        this.target = new RequestOptions().setMethod(HttpMethod.POST).setHost(endpoint.host()).setPort(endpoint.port())
                .setSsl(endpoint.tls()).setFollowRedirects(false).setConnectTimeout(endpoint.connectTimeout().toMillis());
        HttpClientOptions options = new HttpClientOptions(route)
                .setConnectTimeout((int) endpoint.connectTimeout().toMillis())
                .setKeepAliveTimeout((int) KEEP_ALIVE.toSeconds())
                // A span of Vert.x would contain the whole URL, and with it a signature in the query.
                .setTracingPolicy(TracingPolicy.IGNORE);
        this.pools = shares(endpoint.maxConnections(), eventLoops(vertx)).mapToObj(size -> pool(options, size)).toList();
    }

    private static int eventLoops(Vertx vertx) {
        return (int) StreamSupport.stream(((VertxInternal) vertx).getEventLoopGroup().spliterator(), false).count();
    }

    /** The sizes of the pools: {@code connections} in total, at least one each. */
    private static IntStream shares(int connections, int loops) {
        int pools = Math.min(connections, loops);
        return IntStream.range(0, pools).map(i -> connections / pools + (i < connections % pools ? 1 : 0));
    }

    private Pool pool(HttpClientOptions options, int size) {
        return new Pool(vertx.httpClientBuilder().withConnectHandler(VendorHttpCodec::install).with(options)
                .with(new PoolOptions().setHttp1MaxSize(size).setMaxWaitQueueSize(endpoint.maxConnections())).build(), size,
                new AtomicInteger());
    }

    /**
     * A response with any status.
     *
     * @param status the HTTP status, from 200
     * @param body at most 4 MiB, decoded; empty when it cannot be decoded
     * @param retryAfter how long the vendor asks to wait before the next call, up to a year; null when it does not ask
     */
    public record Response(int status, Buffer body, @Nullable Duration retryAfter) {

        // The response to a login contains a token.
        @Override
        public String toString() {
            return "Response[status=" + status + ", body=…, retryAfter=" + retryAfter + "]";
        }
    }

    /**
     * Takes a free connection, or opens one. Completes on the subscriber's event loop; fails with {@code vendor_unavailable},
     * with nothing imported, when there is none within the connect timeout.
     */
    public Uni<VendorHttpConnection> connect() {
        return Uni.createFrom().emitter(emitter -> {
            AtomicBoolean cancelled = new AtomicBoolean();
            emitter.onTermination(() -> cancelled.set(true));
            Pool pool = poolToUse();
            pool.held().incrementAndGet();
            pool.http().request(target).onComplete(opened -> {
                if (opened.failed()) {
                    pool.held().decrementAndGet();
                    emitter.fail(broken(opened.cause()).with(Certainty.NOTHING_IMPORTED).exception());
                    return;
                }
                VendorHttpConnection connection = new VendorHttpConnection(this, opened.result(),
                        pool.held()::decrementAndGet);
                if (cancelled.get()) {
                    connection.release();
                } else {
                    emitter.complete(connection);
                }
            });
        });
    }

    private Pool poolToUse() {
        EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
        Pool own = byLoop.computeIfAbsent(loop, added -> pools.get(loops.getAndIncrement() % pools.size()));
        return own.free() > 0 ? own : Collections.max(pools, Comparator.comparingInt(Pool::free));
    }

    /** Takes a connection and posts over it, like {@link VendorHttpConnection#post}. */
    public Uni<Response> post(String path, Map<String, String> headers, Buffer body) {
        return connect().chain(connection -> connection.post(path, headers, body, () -> {
        }));
    }

    /** Sets the request's URI and headers; throws {@link IllegalArgumentException} when they are not valid in HTTP. */
    void prepare(HttpClientRequest request, String path, Map<String, String> headers) {
        // Vert.x has set it to a slash, or to the absolute URL of the host when the request goes through a proxy.
        String root = request.getURI();
        request.setURI(root.length() == 1 ? basePath + path : root.substring(0, root.length() - 1) + basePath + path);
        request.putHeader(HttpHeaders.HOST, authority).putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .putHeader(HttpHeaders.ACCEPT, JSON).putHeader(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY);
        headers.forEach(request::putHeader);
        // Adds nothing without a current span.
        W3CTraceContextPropagator.getInstance().inject(io.opentelemetry.context.Context.current(), request,
                (carrier, name, value) -> request.putHeader(name, value));
    }

    /** Used for connections that are opened from now on. */
    void updateTls(SSLOptions options) {
        pools.forEach(pool -> {
            Future<Boolean> unused = pool.http().updateSSLOptions(options, true);
        });
    }

    Vertx vertx() {
        return vertx;
    }

    Duration callTimeout() {
        return endpoint.callTimeout();
    }

    Clock clock() {
        return clock;
    }

    // The class of the cause only: its message may contain the URL with a signature in the query.
    static Failure broken(Throwable cause) {
        return broken(cause.getClass().getSimpleName());
    }

    static Failure broken(String how) {
        return Failure.of(Kind.VENDOR_UNAVAILABLE, "The connection to the vendor failed: " + how);
    }
}
