package org.friendsgateway.http;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

import org.friendsgateway.coordination.IdempotencyRecords.Kept;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.pipeline.ImportPipeline.Standing;
import org.friendsgateway.pipeline.ImportReport;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/** Makes the answers: the status, the headers and the body of everything that leaves the API port. */
@Singleton
final class Answers {

    private static final Duration WINDOW = Duration.ofSeconds(1);

    private final ObjectWriter responses;
    private final ObjectWriter problems;

    Answers(ObjectMapper mapper) {
        ObjectMapper sparing = mapper.copy().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);
        this.responses = sparing.writerFor(ImportResponse.class);
        this.problems = sparing.writerFor(Problem.class);
    }

    /** The answer to a request that never became an import. */
    Answer of(Failure failure, Exchange exchange) {
        return problem(failure, exchange, null, WINDOW);
    }

    /** The answer to an import. */
    Answer of(ImportReport report, String userId, Preferences preferences, Exchange exchange) {
        Failure failure = report.failure();
        // Whoever may not fill an app hears nothing of it.
        AppProfile app = failure != null && failure.kind() == Failure.Kind.FORBIDDEN ? null : report.app();
        Answer answer = failure == null && app != null
                ? new Answer(report.outcome().isComplete() ? 200 : 207, headers(exchange, "application/json"),
                        write(responses, ImportResponse.of(report, app, userId, exchange.requestId())))
                : problem(failure == null ? Failure.of(Failure.Kind.INTERNAL_ERROR) : failure, exchange, app,
                        report.retryAfter());
        if (app != null) {
            addQuota(answer.headers(), app, report.backlog());
        }
        addPreferences(answer.headers(), preferences);
        answer.headers().put("Server-Timing", timing(report.permitWait(), report.vendorTime(), own(report, exchange)));
        return answer;
    }

    private static void addPreferences(Map<String, String> headers, Preferences preferences) {
        if (!preferences.applied().isEmpty()) {
            headers.put("Preference-Applied", preferences.applied());
        }
    }

    private static String timing(Duration quota, Duration vendor, Duration gateway) {
        return "quota;dur=" + millis(quota) + ", vendor;dur=" + millis(vendor) + ", gateway;dur=" + millis(gateway);
    }

    /** An answer that was given before, to a request with the same idempotency key; no preference changes it any more. */
    Answer again(Kept kept, @Nullable Standing standing, Exchange exchange) {
        Map<String, String> headers = headers(exchange, kept.status() < 300 ? "application/json" : Problem.MEDIA_TYPE);
        headers.put("Idempotent-Replayed", "true");
        if (standing != null) {
            addQuota(headers, standing.app(), standing.backlog());
        }
        headers.put("Server-Timing", timing(Duration.ZERO, Duration.ZERO, exchange.elapsed()));
        return new Answer(kept.status(), headers, kept.body());
    }

    /** The part of an import's time that is the gateway's own. */
    static Duration own(ImportReport report, Exchange exchange) {
        return exchange.elapsed().minus(report.permitWait()).minus(report.ownerWait()).minus(report.vendorTime());
    }

    private Answer problem(Failure failure, Exchange exchange, @Nullable AppProfile app, Duration retryAfter) {
        Map<String, String> headers = headers(exchange, Problem.MEDIA_TYPE);
        if (failure.kind().retryable()) {
            headers.put("Retry-After", Long.toString(retryAfter.toSeconds()));
        }
        if (failure.kind() == Failure.Kind.UNAUTHENTICATED) {
            headers.put("WWW-Authenticate", "Bearer realm=\"friends-gateway\"");
        }
        return new Answer(failure.kind().status(), headers,
                write(problems, Problem.of(failure, exchange.requestId(), app, retryAfter.toMillis())));
    }

    private static Map<String, String> headers(Exchange exchange, String contentType) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", contentType);
        headers.put(Exchange.REQUEST_ID, exchange.requestId());
        return headers;
    }

    /** @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/11/">RateLimit headers</a> */
    private static void addQuota(Map<String, String> headers, AppProfile app, Duration backlog) {
        long left = (WINDOW.toMillis() - Math.min(backlog.toMillis(), WINDOW.toMillis())) * app.callsPerSecond()
                / WINDOW.toMillis();
        long reset = Math.max(1, backlog.plusNanos(999_999_999).toSeconds());
        headers.put("RateLimit-Policy", "\"" + app.name() + "\";q=" + app.callsPerSecond() + ";w=" + WINDOW.toSeconds());
        headers.put("RateLimit", "\"" + app.name() + "\";r=" + left + ";t=" + reset);
    }

    private static String millis(Duration duration) {
        return Double.toString(Math.max(0, duration.toNanos() / 1000) / 1000.0);
    }

    private static String write(ObjectWriter writer, Object body) {
        try {
            return writer.writeValueAsString(body);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
