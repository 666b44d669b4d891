package org.friendsgateway.vendor;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.tracing.TracingPolicy;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.VendorError;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to the host of one app: one POST, one bounded answer. It tells a call that never left from one whose fate is
 * open, and nothing more; what an answer means is the vendor's business.
 *
 * <p>
 * A call is a Vert.x future and cannot be cancelled, on purpose: to cancel one would be to close a connection, and only
 * the call's own timeout may do that.
 */
public final class VendorHttpClient {

    private static final int MAX_ANSWER = 4 * 1024 * 1024;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final HttpClient http;
    private final VendorEndpoint endpoint;
    private final Clock clock;

    /** Without a proxy, with the trust store of the JVM. */
    public VendorHttpClient(Vertx vertx, VendorEndpoint endpoint) {
        this(vertx, endpoint, new HttpClientOptions(), Clock.systemUTC());
    }

    /**
     * @param route proxy and TLS on the way to the vendor
     * @param clock for a vendor that names a date and does not say what time it is there
     */
    VendorHttpClient(Vertx vertx, VendorEndpoint endpoint, HttpClientOptions route, Clock clock) {
        this.vertx = vertx;
        this.endpoint = endpoint;
        this.clock = clock;
        this.http = vertx.httpClientBuilder().withConnectHandler(VendorHttpCodec::install)
                .with(new HttpClientOptions(route)
                        .setConnectTimeout((int) endpoint.connectTimeout().toMillis())
                        .setKeepAliveTimeout((int) KEEP_ALIVE.toSeconds())
                        // A span of the framework's would tell the whole address, and with it a signature in the query.
                        .setTracingPolicy(TracingPolicy.IGNORE))
                .with(new PoolOptions().setHttp1MaxSize(endpoint.maxConnections())
                        .setMaxWaitQueueSize(endpoint.maxConnections()))
                .build();
    }

    /**
     * An answer with any status.
     *
     * @param status the HTTP status, from 200
     * @param body at most 4 MiB, decoded; empty when its coding cannot be read
     * @param retryAfter how long the vendor asks to wait before the next call, up to a year; null when it does not ask
     */
    public record Answer(int status, Buffer body, @Nullable Duration retryAfter) {

        // The answer to a login holds a token.
        @Override
        public String toString() {
            return "Answer[status=" + status + ", body=…, retryAfter=" + retryAfter + "]";
        }
    }

    /**
     * Posts {@code body}.
     *
     * @param path begins with a slash, encoded, with its query
     * @return the answer, whatever its status; fails with {@code vendor_unavailable}, proven when no connection could be
     *         had, and unproven when it broke, when what came is no HTTP, an interim answer but 100 and 103, or longer than 4
     *         MiB or, the head, 32 KiB; with {@code vendor_timeout}, unproven, when the whole answer did not come within the
     *         call timeout
     */
    public Uni<Answer> post(String path, Map<String, String> headers, Buffer body) {
        return Uni.createFrom().emitter(emitter -> call(path, headers, body).onComplete(emitter::complete, emitter::fail));
    }

    /** For connections that are opened from now on. */
    void updateTls(SSLOptions options) {
        Future<Boolean> unused = http.updateSSLOptions(options, true);
    }

    private Future<Answer> call(String path, Map<String, String> headers, Buffer body) {
        RequestOptions options;
        try {
            options = options(path, headers);
        } catch (IllegalArgumentException illegal) {
            // Its message would repeat the header, and with it a credential that was pasted with a line's end.
            return Future.failedFuture(Failure.of(Kind.INTERNAL_ERROR, "A header of the call is not legal")
                    .with(Certainty.NOTHING_IMPORTED).exception());
        }
        return http.request(options).recover(VendorHttpClient::notConnected).compose(request -> exchange(request, body));
    }

    private RequestOptions options(String path, Map<String, String> headers) {
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST)
                .setHost(endpoint.host()).setPort(endpoint.port()).setSsl(endpoint.tls())
                .setURI(endpoint.path() + path).setFollowRedirects(false)
                .setConnectTimeout(endpoint.connectTimeout().toMillis())
                .putHeader("Host", endpoint.authority()).putHeader("Content-Type", "application/json")
                .putHeader("Accept", "application/json").putHeader("Accept-Encoding", "identity");
        headers.forEach(options::putHeader);
        // Nothing without a current span.
        W3CTraceContextPropagator.getInstance().inject(Context.current(), options,
                (request, name, value) -> options.putHeader(name, value));
        return options;
    }

    private Future<Answer> exchange(HttpClientRequest request, Buffer body) {
        Promise<Answer> answer = Promise.promise();
        AtomicReference<@Nullable HttpClientResponse> head = new AtomicReference<>();
        long timer = vertx.setTimer(endpoint.callTimeout().toMillis(), fired -> {
            answer.tryFail(withHead(Failure.of(Kind.VENDOR_TIMEOUT), head.get()).exception());
            VendorHttpCodec.abort(request.connection());
        });
        // What breaks the request breaks the answer; Vert.x would also log it.
        request.exceptionHandler(broken -> {
        });
        request.send(body).onSuccess(head::set).compose(this::read).onComplete(read -> {
            vertx.cancelTimer(timer);
            if (read.succeeded()) {
                answer.tryComplete(read.result());
            } else {
                answer.tryFail(withHead(broken(read.cause()), head.get()).exception());
            }
        });
        return answer.future();
    }

    // What the head of an answer says holds though its body never came.
    private Failure withHead(Failure failure, @Nullable HttpClientResponse head) {
        return head == null ? failure
                : failure.withVendorError(new VendorError(null, null, head.statusCode()))
                        .withRetryAfter(RetryAfter.of(head.headers(), clock));
    }

    private Future<Answer> read(HttpClientResponse response) {
        Promise<Answer> answer = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            if (body.length() + chunk.length() > MAX_ANSWER) {
                answer.tryFail("The answer is longer than " + MAX_ANSWER + " bytes");
                VendorHttpCodec.abort(response.request().connection());
            } else {
                body.appendBuffer(chunk);
            }
        });
        response.exceptionHandler(answer::tryFail);
        response.endHandler(ended -> answer.tryComplete(new Answer(response.statusCode(),
                ContentCoding.decoded(body, response.headers(), MAX_ANSWER), RetryAfter.of(response.headers(), clock))));
        return answer.future();
    }

    private static Future<HttpClientRequest> notConnected(Throwable cause) {
        return Future.failedFuture(broken(cause).with(Certainty.NOTHING_IMPORTED).exception());
    }

    // The class of the cause says enough; its message may hold the address with a signature in its query.
    private static Failure broken(Throwable cause) {
        return Failure.of(Kind.VENDOR_UNAVAILABLE,
                "The connection to the vendor failed: " + cause.getClass().getSimpleName());
    }
}
