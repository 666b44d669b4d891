package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.idempotency.IdempotencyStore.StoredResponse;
import org.friendsgateway.pipeline.ImportPipeline.QuotaStatus;
import org.friendsgateway.pipeline.ImportResult;
import org.friendsgateway.vendor.AppProfile;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/** A complete response of the API port, ready to be sent: its status, headers and JSON body. */
final class ApiResponse {

    private static final Duration QUOTA_WINDOW = Duration.ofSeconds(1);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private static final String JSON = "application/json";
    private static final CharSequence CONTENT_TYPE = HttpHeaders.createOptimized("Content-Type");
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized(RequestContext.REQUEST_ID);
    private static final CharSequence SERVER_TIMING = HttpHeaders.createOptimized("Server-Timing");
    private static final CharSequence RATE_LIMIT_POLICY = HttpHeaders.createOptimized("RateLimit-Policy");
    private static final CharSequence RATE_LIMIT = HttpHeaders.createOptimized("RateLimit");

    final int status;
    final byte[] body;
    /** Values by name; users may add headers. */
    final Map<CharSequence, String> headers = new LinkedHashMap<>();

    private ApiResponse(int status, String contentType, byte[] body, RequestContext context) {
        this.status = status;
        this.body = body;
        headers.put(CONTENT_TYPE, contentType);
        headers.put(REQUEST_ID, context.requestId());
    }

    /** The response to a request that never became an import. */
    static ApiResponse problem(Failure failure, RequestContext context) {
        return problem(failure, context, null, RETRY_AFTER);
    }

    /** The response to an import. */
    static ApiResponse of(ImportResult result, String userId, Preferences preferences, RequestContext context) {
        Failure failure = result.failure();
        // Do not reveal the app to an unauthorized caller.
        AppProfile app = failure != null && failure.kind() == Failure.Kind.FORBIDDEN ? null : result.app();
        ApiResponse response = failure == null && app != null
                ? new ApiResponse(result.outcome().isComplete() ? 200 : 207, JSON,
                        ImportResponseWriter.write(result, app, userId, context.requestId()), context)
                : problem(failure == null ? Failure.of(Failure.Kind.INTERNAL_ERROR) : failure, context, app,
                        result.retryAfter());
        if (app != null) {
            response.addRateLimit(app, result.backlog());
        }
        if (!preferences.applied().isEmpty()) {
            response.headers.put("Preference-Applied", preferences.applied());
        }
        response.addServerTiming(result.permitWait(), result.vendorTime(), gatewayTime(result, context));
        return response;
    }

    /** The stored response to an earlier request with the same idempotency key; preferences no longer change it. */
    static ApiResponse replay(StoredResponse stored, @Nullable QuotaStatus quota, RequestContext context) {
        ApiResponse response = new ApiResponse(stored.status(), stored.status() < 300 ? JSON : Problem.MEDIA_TYPE,
                stored.body().getBytes(UTF_8), context);
        response.headers.put("Idempotent-Replayed", "true");
        if (quota != null) {
            response.addRateLimit(quota.app(), quota.backlog());
        }
        response.addServerTiming(Duration.ZERO, Duration.ZERO, context.elapsed());
        return response;
    }

    /** The time of an import without waiting for permits, for other imports of the user and for the vendor. */
    static Duration gatewayTime(ImportResult result, RequestContext context) {
        return context.elapsed().minus(result.permitWait()).minus(result.ownerWait()).minus(result.vendorTime());
    }

    private static ApiResponse problem(Failure failure, RequestContext context, @Nullable AppProfile app,
            Duration retryAfter) {
        ApiResponse response = new ApiResponse(failure.kind().status(), Problem.MEDIA_TYPE,
                Problem.of(failure, context.requestId(), app, retryAfter.toMillis()).toJson(), context);
        if (failure.kind().retryable()) {
            response.headers.put("Retry-After", Long.toString(retryAfter.toSeconds()));
        }
        if (failure.kind() == Failure.Kind.UNAUTHENTICATED) {
            response.headers.put("WWW-Authenticate", "Bearer realm=\"friends-gateway\"");
        }
        return response;
    }

    /** @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/11/">RateLimit headers</a> */
    private void addRateLimit(AppProfile app, Duration backlog) {
        long window = QUOTA_WINDOW.toMillis();
        long remaining = (window - Math.min(backlog.toMillis(), window)) * app.callsPerSecond() / window;
        long reset = Math.max(1, backlog.plusNanos(999_999_999).toSeconds());
        headers.put(RATE_LIMIT_POLICY, "\"" + app.name() + "\";q=" + app.callsPerSecond() + ";w=" + QUOTA_WINDOW.toSeconds());
        headers.put(RATE_LIMIT, "\"" + app.name() + "\";r=" + remaining + ";t=" + reset);
    }

    private void addServerTiming(Duration quota, Duration vendor, Duration gateway) {
        headers.put(SERVER_TIMING, "quota;dur=" + millis(quota) + ", vendor;dur=" + millis(vendor) + ", gateway;dur="
                + millis(gateway));
    }

    private static String millis(Duration duration) {
        return Double.toString(Math.max(0, duration.toNanos() / 1000) / 1000.0);
    }

    void send(HttpServerResponse target) {
        target.setStatusCode(status);
        headers.forEach(target::putHeader);
        target.end(Buffer.buffer(body));
    }

    /** This problem document as a response of the REST layer. */
    RestResponse<ApiResponse> toRest() {
        return RestResponse.ResponseBuilder.<ApiResponse> create(status).entity(this).type(Problem.MEDIA_TYPE).build();
    }

    /** Sends the response unchanged, instead of what the REST layer would negotiate. */
    @Provider
    public static final class Writer implements ServerMessageBodyWriter<ApiResponse> {

        @Override
        public boolean isWriteable(Class<?> type, Type generic, ResteasyReactiveResourceInfo resource, MediaType mediaType) {
            return type == ApiResponse.class;
        }

        @Override
        public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
            return type == ApiResponse.class;
        }

        @Override
        public void writeResponse(ApiResponse response, Type generic, ServerRequestContext context) {
            ServerHttpResponse target = context.serverResponse();
            // It would set the negotiated status and media type.
            target.setPreCommitListener(null);
            target.setStatusCode(response.status);
            response.headers.forEach(target::setResponseHeader);
            target.end(response.body);
        }

        @Override
        public void writeTo(ApiResponse response, Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType,
                MultivaluedMap<String, Object> headers, OutputStream out) throws IOException {
            out.write(response.body);
        }
    }
}
