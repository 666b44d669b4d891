package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.UncheckedIOException;
import java.time.Duration;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

import io.vertx.core.http.HttpHeaders;

import org.friendsgateway.coordination.IdempotencyStore.StoredResponse;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.pipeline.ImportPipeline.Standing;
import org.friendsgateway.pipeline.ImportResult;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/** Makes the answers: the status, the headers and the body of everything that leaves the API port. */
@Singleton
final class ApiResponses {

    private static final Duration WINDOW = Duration.ofSeconds(1);

    private static final String JSON = "application/json";
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized(RequestContext.REQUEST_ID);
    private static final CharSequence SERVER_TIMING = HttpHeaders.createOptimized("Server-Timing");
    private static final CharSequence RATE_LIMIT_POLICY = HttpHeaders.createOptimized("RateLimit-Policy");
    private static final CharSequence RATE_LIMIT = HttpHeaders.createOptimized("RateLimit");

    private final ObjectWriter problems;

    ApiResponses(ObjectMapper mapper) {
        this.problems = mapper.copy().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL).writerFor(Problem.class);
    }

    /** The answer to a request that never became an import. */
    ApiResponse of(Failure failure, RequestContext context) {
        return problem(failure, context, null, WINDOW);
    }

    /** The answer to an import. */
    ApiResponse of(ImportResult result, String userId, Preferences preferences, RequestContext context) {
        Failure failure = result.failure();
        // Whoever may not fill an app hears nothing of it.
        AppProfile app = failure != null && failure.kind() == Failure.Kind.FORBIDDEN ? null : result.app();
        ApiResponse answer = failure == null && app != null
                ? answer(result.outcome().isComplete() ? 200 : 207, JSON,
                        ImportResponseWriter.of(result, app, userId, context.requestId()), context)
                : problem(failure == null ? Failure.of(Failure.Kind.INTERNAL_ERROR) : failure, context, app,
                        result.retryAfter());
        if (app != null) {
            addQuota(answer, app, result.backlog());
        }
        if (!preferences.applied().isEmpty()) {
            answer.headers().put("Preference-Applied", preferences.applied());
        }
        answer.headers().put(SERVER_TIMING, timing(result.permitWait(), result.vendorTime(), own(result, context)));
        return answer;
    }

    private static String timing(Duration quota, Duration vendor, Duration gateway) {
        return "quota;dur=" + millis(quota) + ", vendor;dur=" + millis(vendor) + ", gateway;dur=" + millis(gateway);
    }

    /** An answer that was given before, to a request with the same idempotency key; no preference changes it any more. */
    ApiResponse again(StoredResponse kept, @Nullable Standing standing, RequestContext context) {
        ApiResponse answer = answer(kept.status(), kept.status() < 300 ? JSON : Problem.MEDIA_TYPE, kept.body().getBytes(UTF_8),
                context);
        answer.headers().put("Idempotent-Replayed", "true");
        if (standing != null) {
            addQuota(answer, standing.app(), standing.backlog());
        }
        answer.headers().put(SERVER_TIMING, timing(Duration.ZERO, Duration.ZERO, context.elapsed()));
        return answer;
    }

    /** The part of an import's time that is the gateway's own. */
    static Duration own(ImportResult result, RequestContext context) {
        return context.elapsed().minus(result.permitWait()).minus(result.ownerWait()).minus(result.vendorTime());
    }

    private ApiResponse problem(Failure failure, RequestContext context, @Nullable AppProfile app, Duration retryAfter) {
        ApiResponse answer = answer(failure.kind().status(), Problem.MEDIA_TYPE,
                write(Problem.of(failure, context.requestId(), app, retryAfter.toMillis())), context);
        if (failure.kind().retryable()) {
            answer.headers().put("Retry-After", Long.toString(retryAfter.toSeconds()));
        }
        if (failure.kind() == Failure.Kind.UNAUTHENTICATED) {
            answer.headers().put("WWW-Authenticate", "Bearer realm=\"friends-gateway\"");
        }
        return answer;
    }

    private static ApiResponse answer(int status, String contentType, byte[] body, RequestContext context) {
        ApiResponse answer = new ApiResponse(status, contentType, body);
        answer.headers().put(REQUEST_ID, context.requestId());
        return answer;
    }

    /** @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/11/">RateLimit headers</a> */
    private static void addQuota(ApiResponse answer, AppProfile app, Duration backlog) {
        long left = (WINDOW.toMillis() - Math.min(backlog.toMillis(), WINDOW.toMillis())) * app.callsPerSecond()
                / WINDOW.toMillis();
        long reset = Math.max(1, backlog.plusNanos(999_999_999).toSeconds());
        answer.headers().put(RATE_LIMIT_POLICY,
                "\"" + app.name() + "\";q=" + app.callsPerSecond() + ";w=" + WINDOW.toSeconds());
        answer.headers().put(RATE_LIMIT, "\"" + app.name() + "\";r=" + left + ";t=" + reset);
    }

    private static String millis(Duration duration) {
        return Double.toString(Math.max(0, duration.toNanos() / 1000) / 1000.0);
    }

    // By way of a text, for names that callers made up and texts of vendors may have half a surrogate pair.
    private byte[] write(Problem problem) {
        try {
            return problems.writeValueAsString(problem).getBytes(UTF_8);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
