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
import org.friendsgateway.coordination.Coordination;
import org.friendsgateway.coordination.IdempotencyStore;
import org.friendsgateway.coordination.IdempotencyStore.Attempt;
import org.friendsgateway.coordination.IdempotencyStore.BeginResult;
import org.friendsgateway.coordination.IdempotencyStore.StoredResponse;
import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.friend.FriendOutcome.Status;
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

    IdempotentImports(ImportPipeline pipeline, Coordination coordination, ImportMeters meters, ObjectMapper mapper) {
        this.pipeline = pipeline;
        this.records = coordination.idempotency();
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
    Uni<Answer> run(Request request, ImportCommand order, Function<ImportResult, Answer> answer,
            BiFunction<StoredResponse, String, Answer> again) {
        String key = HashUtil.sha256(request.caller() + "\n" + request.key());
        return records.begin(key, request.bodySha256()).chain(begun -> {
            if (begun instanceof BeginResult.Started started) {
                return carryOut(started.attempt(), order, answer);
            }
            return Uni.createFrom().item(() -> refuse(begun, order.caller(), answer, again));
        });
    }

    private Answer refuse(BeginResult begun, Caller caller, Function<ImportResult, Answer> answer,
            BiFunction<StoredResponse, String, Answer> again) {
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

    private Answer repeat(StoredResponse kept, Caller caller, Function<ImportResult, Answer> answer,
            BiFunction<StoredResponse, String, Answer> again) {
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

    private Uni<Answer> carryOut(Attempt attempt, ImportCommand order, Function<ImportResult, Answer> answer) {
        meters.idempotency(attempt.earlier().resumed() ? "resumed" : "new");
        KeptOutcomes outcomes = new KeptOutcomes(attempt, mapper);
        return pipeline.run(order.withJournal(outcomes))
                .call(report -> outcomes.write(unknown(report)))
                .chain(report -> report.begun() ? end(attempt, report, answer) : refuse(attempt, report, answer))
                .onCancellation().invoke(attempt::abandon)
                .onFailure().invoke(attempt::abandon);
    }

    private static List<Journal.Entry> unknown(ImportResult report) {
        return report.outcome().isFinal() ? List.of()
                : report.outcomes().stream().filter(outcome -> outcome.status() == Status.UNKNOWN)
                        .map(outcome -> new Journal.Entry(outcome, false)).toList();
    }

    // Refused for what is wrong with this request, which says nothing of the attempts before it.
    private static Uni<Answer> refuse(Attempt attempt, ImportResult report, Function<ImportResult, Answer> answer) {
        if (!attempt.earlier().resumed()) {
            return end(attempt, report, answer);
        }
        if (!attempt.earlier().interrupted()) {
            return end(attempt, report.withUncertainFailure(), answer);
        }
        attempt.abandon();
        return Uni.createFrom().item(answer.apply(report.withUncertainFailure()));
    }

    private static Uni<Answer> end(Attempt attempt, ImportResult report, Function<ImportResult, Answer> answer) {
        Answer given = answer.apply(attempt.reliable() ? report : repeatNotRecognised(report));
        return attempt
                .end(report.outcome().isFinal() ? new StoredResponse(given.status(), new String(given.body(), UTF_8)) : null)
                .replaceWith(given);
    }

    // This request may be the repeat of an earlier one, which may have imported.
    private static ImportResult repeatNotRecognised(ImportResult report) {
        return report.withUncertainFailure().withWarning(new Warning("repeat_not_recognised", "Idempotency-Key",
                "Replicas cannot speak to one another, so a repeat may be carried out again"));
    }
}
