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
import org.friendsgateway.pipeline.ImportPipeline.QuotaStatus;
import org.friendsgateway.pipeline.ImportResult;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/** Makes the answers: the status, the headers and the body of everything that leaves the API port. */
@Singleton
final class Answers {

    private static final Duration WINDOW = Duration.ofSeconds(1);

    private static final String JSON = "application/json";
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized(Exchange.REQUEST_ID);
    private static final CharSequence SERVER_TIMING = HttpHeaders.createOptimized("Server-Timing");
    private static final CharSequence RATE_LIMIT_POLICY = HttpHeaders.createOptimized("RateLimit-Policy");
    private static final CharSequence RATE_LIMIT = HttpHeaders.createOptimized("RateLimit");

    private final ObjectWriter problems;

    Answers(ObjectMapper mapper) {
        this.problems = mapper.copy().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL).writerFor(Problem.class);
    }

    /** The answer to a request that never became an import. */
    Answer of(Failure failure, Exchange exchange) {
        return problem(failure, exchange, null, WINDOW);
    }

    /** The answer to an import. */
    Answer of(ImportResult report, String userId, Preferences preferences, Exchange exchange) {
        Failure failure = report.failure();
        // Whoever may not fill an app hears nothing of it.
        AppProfile app = failure != null && failure.kind() == Failure.Kind.FORBIDDEN ? null : report.app();
        Answer answer = failure == null && app != null
                ? answer(report.outcome().isComplete() ? 200 : 207, JSON,
                        ImportResponse.of(report, app, userId, exchange.requestId()), exchange)
                : problem(failure == null ? Failure.of(Failure.Kind.INTERNAL_ERROR) : failure, exchange, app,
                        report.retryAfter());
        if (app != null) {
            addQuota(answer, app, report.backlog());
        }
        if (!preferences.applied().isEmpty()) {
            answer.headers().put("Preference-Applied", preferences.applied());
        }
        answer.headers().put(SERVER_TIMING, timing(report.permitWait(), report.vendorTime(), own(report, exchange)));
        return answer;
    }

    private static String timing(Duration quota, Duration vendor, Duration gateway) {
        return "quota;dur=" + millis(quota) + ", vendor;dur=" + millis(vendor) + ", gateway;dur=" + millis(gateway);
    }

    /** An answer that was given before, to a request with the same idempotency key; no preference changes it any more. */
    Answer again(StoredResponse kept, @Nullable QuotaStatus quota, Exchange exchange) {
        Answer answer = answer(kept.status(), kept.status() < 300 ? JSON : Problem.MEDIA_TYPE, kept.body().getBytes(UTF_8),
                exchange);
        answer.headers().put("Idempotent-Replayed", "true");
        if (quota != null) {
            addQuota(answer, quota.app(), quota.backlog());
        }
        answer.headers().put(SERVER_TIMING, timing(Duration.ZERO, Duration.ZERO, exchange.elapsed()));
        return answer;
    }

    /** The part of an import's time that is the gateway's own. */
    static Duration own(ImportResult report, Exchange exchange) {
        return exchange.elapsed().minus(report.permitWait()).minus(report.ownerWait()).minus(report.vendorTime());
    }

    private Answer problem(Failure failure, Exchange exchange, @Nullable AppProfile app, Duration retryAfter) {
        Answer answer = answer(failure.kind().status(), Problem.MEDIA_TYPE,
                write(Problem.of(failure, exchange.requestId(), app, retryAfter.toMillis())), exchange);
        if (failure.kind().retryable()) {
            answer.headers().put("Retry-After", Long.toString(retryAfter.toSeconds()));
        }
        if (failure.kind() == Failure.Kind.UNAUTHENTICATED) {
            answer.headers().put("WWW-Authenticate", "Bearer realm=\"friends-gateway\"");
        }
        return answer;
    }

    private static Answer answer(int status, String contentType, byte[] body, Exchange exchange) {
        Answer answer = new Answer(status, contentType, body);
        answer.headers().put(REQUEST_ID, exchange.requestId());
        return answer;
    }

    /** @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/11/">RateLimit headers</a> */
    private static void addQuota(Answer answer, AppProfile app, Duration backlog) {
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
