package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

import io.smallrye.mutiny.unchecked.Unchecked;
import io.vertx.core.http.HttpHeaders;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.idempotency.IdempotencyStore.StoredResponse;
import org.friendsgateway.pipeline.ImportPipeline.QuotaStatus;
import org.friendsgateway.pipeline.ImportResult;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/** Builds the status, the headers and the body of every response of the API port. */
@Singleton
final class ApiResponses {

    private static final Duration QUOTA_WINDOW = Duration.ofSeconds(1);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private static final String JSON = "application/json";
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized(RequestContext.REQUEST_ID);
    private static final CharSequence SERVER_TIMING = HttpHeaders.createOptimized("Server-Timing");
    private static final CharSequence RATE_LIMIT_POLICY = HttpHeaders.createOptimized("RateLimit-Policy");
    private static final CharSequence RATE_LIMIT = HttpHeaders.createOptimized("RateLimit");

    private final ObjectWriter problems;

    ApiResponses(ObjectMapper mapper) {
        this.problems = mapper.copy().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL).writerFor(Problem.class);
    }

    /** The response to a request that never became an import. */
    ApiResponse problem(Failure failure, RequestContext context) {
        return problem(failure, context, null, RETRY_AFTER);
    }

    /** The response to an import. */
    ApiResponse of(ImportResult result, String userId, Preferences preferences, RequestContext context) {
        Failure failure = result.failure();
        // Do not reveal the app to an unauthorized caller.
        AppProfile app = failure != null && failure.kind() == Failure.Kind.FORBIDDEN ? null : result.app();
        ApiResponse response = failure == null && app != null
                ? response(result.outcome().isComplete() ? 200 : 207, JSON,
                        ImportResponseWriter.write(result, app, userId, context.requestId()), context)
                : problem(failure == null ? Failure.of(Failure.Kind.INTERNAL_ERROR) : failure, context, app,
                        result.retryAfter());
        if (app != null) {
            addRateLimit(response, app, result.backlog());
        }
        if (!preferences.applied().isEmpty()) {
            response.headers().put("Preference-Applied", preferences.applied());
        }
        response.headers().put(SERVER_TIMING,
                serverTiming(result.permitWait(), result.vendorTime(), gatewayTime(result, context)));
        return response;
    }

    private static String serverTiming(Duration quota, Duration vendor, Duration gateway) {
        return "quota;dur=" + millis(quota) + ", vendor;dur=" + millis(vendor) + ", gateway;dur=" + millis(gateway);
    }

    /** The stored response to an earlier request with the same idempotency key; preferences no longer change it. */
    ApiResponse replay(StoredResponse stored, @Nullable QuotaStatus quota, RequestContext context) {
        ApiResponse response = response(stored.status(), stored.status() < 300 ? JSON : Problem.MEDIA_TYPE,
                stored.body().getBytes(UTF_8), context);
        response.headers().put("Idempotent-Replayed", "true");
        if (quota != null) {
            addRateLimit(response, quota.app(), quota.backlog());
        }
        response.headers().put(SERVER_TIMING, serverTiming(Duration.ZERO, Duration.ZERO, context.elapsed()));
        return response;
    }

    /** The time of an import without waiting for permits, for other imports of the user and for the vendor. */
    static Duration gatewayTime(ImportResult result, RequestContext context) {
        return context.elapsed().minus(result.permitWait()).minus(result.ownerWait()).minus(result.vendorTime());
    }

    private ApiResponse problem(Failure failure, RequestContext context, @Nullable AppProfile app, Duration retryAfter) {
        ApiResponse response = response(failure.kind().status(), Problem.MEDIA_TYPE,
                write(Problem.of(failure, context.requestId(), app, retryAfter.toMillis())), context);
        if (failure.kind().retryable()) {
            response.headers().put("Retry-After", Long.toString(retryAfter.toSeconds()));
        }
        if (failure.kind() == Failure.Kind.UNAUTHENTICATED) {
            response.headers().put("WWW-Authenticate", "Bearer realm=\"friends-gateway\"");
        }
        return response;
    }

    private static ApiResponse response(int status, String contentType, byte[] body, RequestContext context) {
        ApiResponse response = new ApiResponse(status, contentType, body);
        response.headers().put(REQUEST_ID, context.requestId());
        return response;
    }

    /** @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/11/">RateLimit headers</a> */
    private static void addRateLimit(ApiResponse response, AppProfile app, Duration backlog) {
        long window = QUOTA_WINDOW.toMillis();
        long remaining = (window - Math.min(backlog.toMillis(), window)) * app.callsPerSecond() / window;
        long reset = Math.max(1, backlog.plusNanos(999_999_999).toSeconds());
        response.headers().put(RATE_LIMIT_POLICY,
                "\"" + app.name() + "\";q=" + app.callsPerSecond() + ";w=" + QUOTA_WINDOW.toSeconds());
        response.headers().put(RATE_LIMIT, "\"" + app.name() + "\";r=" + remaining + ";t=" + reset);
    }

    private static String millis(Duration duration) {
        return Double.toString(Math.max(0, duration.toNanos() / 1000) / 1000.0);
    }

    // Through a string, because callers' names and vendors' texts may contain half a surrogate pair, which Jackson refuses to
    // write as UTF-8.
    private byte[] write(Problem problem) {
        return Unchecked.supplier(() -> problems.writeValueAsString(problem)).get().getBytes(UTF_8);
    }
}
