package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.runtime.util.HashUtil;
import io.smallrye.mutiny.Uni;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.friend.FriendOutcome.Status;
import org.friendsgateway.idempotency.IdempotencyStore;
import org.friendsgateway.idempotency.IdempotencyStore.Attempt;
import org.friendsgateway.idempotency.IdempotencyStore.BeginResult;
import org.friendsgateway.idempotency.IdempotencyStore.StoredResponse;
import org.friendsgateway.metrics.ImportMeters;
import org.friendsgateway.pipeline.ImportCommand;
import org.friendsgateway.pipeline.ImportPipeline;
import org.friendsgateway.pipeline.ImportResult;
import org.friendsgateway.pipeline.Journal;
import org.friendsgateway.pipeline.Warning;

/** Imports that carry an idempotency key: carried out once, gone on with where they stopped, answered again. */
@Singleton
final class IdempotentImports {

    private static final String NONE = "none";

    private final ImportPipeline pipeline;
    private final IdempotencyStore records;
    private final ImportMeters meters;
    private final ObjectMapper mapper;

    /**
     * What tells one request from another.
     *
     * @param caller who sends it
     * @param key the idempotency key, which belongs to the caller
     * @param bodySha256 of the body as it came, once decoded
     */
    record Request(String caller, String key, String bodySha256) {
    }

    IdempotentImports(ImportPipeline pipeline, IdempotencyStore records, ImportMeters meters, ObjectMapper mapper) {
        this.pipeline = pipeline;
        this.records = records;
        this.meters = meters;
        this.mapper = mapper;
    }

    /**
     * Carries an import out unless it has been.
     *
     * @param answer makes the answer to an import that is carried out
     * @param again makes the answer out of one that is given again, and its app; not for a caller that may no longer fill it
     * @return fails with {@code idempotency_in_progress} or {@code idempotency_mismatch}
     */
    Uni<ApiResponse> run(Request request, ImportCommand command, Function<ImportResult, ApiResponse> answer,
            BiFunction<StoredResponse, String, ApiResponse> again) {
        String key = HashUtil.sha256(request.caller() + "\n" + request.key());
        return records.begin(key, request.bodySha256()).chain(begun -> {
            if (begun instanceof BeginResult.Started started) {
                return carryOut(started.attempt(), command, answer);
            }
            return Uni.createFrom().item(() -> refuse(begun, command.caller(), answer, again));
        });
    }

    private ApiResponse refuse(BeginResult begun, Caller caller, Function<ImportResult, ApiResponse> answer,
            BiFunction<StoredResponse, String, ApiResponse> again) {
        if (begun instanceof BeginResult.Answered answered) {
            return repeat(answered.answer(), caller, answer, again);
        }
        if (begun instanceof BeginResult.Running running) {
            meters.idempotency("in_progress");
            throw Failure.of(Kind.IDEMPOTENCY_IN_PROGRESS).withRetryAfter(running.retryAfter()).exception();
        }
        meters.idempotency("mismatch");
        throw Failure.of(Kind.IDEMPOTENCY_MISMATCH).exception();
    }

    private ApiResponse repeat(StoredResponse kept, Caller caller, Function<ImportResult, ApiResponse> answer,
            BiFunction<StoredResponse, String, ApiResponse> again) {
        try {
            JsonNode body = mapper.readTree(kept.body());
            String app = body.path("app").asText(NONE);
            if (!caller.canAccess(app)) {
                // The kept answer may say that friends were imported.
                return answer.apply(pipeline.refused(app, Failure.of(Kind.FORBIDDEN).with(Certainty.UNKNOWN)));
            }
            meters.idempotency("replayed");
            meters.replay(kept.status(), app, body.path("provider").asText(NONE), body.path("code").asText(NONE));
            return again.apply(kept, app);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private Uni<ApiResponse> carryOut(Attempt attempt, ImportCommand command, Function<ImportResult, ApiResponse> answer) {
        meters.idempotency(attempt.earlier().resumed() ? "resumed" : "new");
        KeptOutcomes outcomes = new KeptOutcomes(attempt, mapper);
        return pipeline.run(command.withJournal(outcomes))
                .call(result -> outcomes.write(unknown(result)))
                .chain(result -> result.begun() ? end(attempt, result, answer) : refuse(attempt, result, answer))
                .onCancellation().invoke(attempt::abandon)
                .onFailure().invoke(attempt::abandon);
    }

    private static List<Journal.Entry> unknown(ImportResult result) {
        return result.outcome().isFinal() ? List.of()
                : result.outcomes().stream().filter(outcome -> outcome.status() == Status.UNKNOWN)
                        .map(outcome -> new Journal.Entry(outcome, false)).toList();
    }

    // Refused for what is wrong with this request, which says nothing of the attempts before it.
    private static Uni<ApiResponse> refuse(Attempt attempt, ImportResult result, Function<ImportResult, ApiResponse> answer) {
        if (!attempt.earlier().resumed()) {
            return end(attempt, result, answer);
        }
        if (!attempt.earlier().interrupted()) {
            return end(attempt, result.withUncertainFailure(), answer);
        }
        attempt.abandon();
        return Uni.createFrom().item(answer.apply(result.withUncertainFailure()));
    }

    private static Uni<ApiResponse> end(Attempt attempt, ImportResult result, Function<ImportResult, ApiResponse> answer) {
        ApiResponse given = answer.apply(attempt.reliable() ? result : repeatNotRecognised(result));
        return attempt
                .end(result.outcome().isFinal() ? new StoredResponse(given.status(), new String(given.body(), UTF_8)) : null)
                .replaceWith(given);
    }

    // This request may be the repeat of an earlier one, which may have imported.
    private static ImportResult repeatNotRecognised(ImportResult result) {
        return result.withUncertainFailure().withWarning(new Warning("repeat_not_recognised", "Idempotency-Key",
                "Replicas cannot speak to one another, so a repeat may be carried out again"));
    }
}
