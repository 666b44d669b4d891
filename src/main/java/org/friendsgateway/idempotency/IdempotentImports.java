package org.friendsgateway.idempotency;

import java.util.List;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.runtime.util.HashUtil;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.friend.FriendOutcome.Status;
import org.friendsgateway.idempotency.IdempotencyStore.Attempt;
import org.friendsgateway.idempotency.IdempotencyStore.BeginResult;
import org.friendsgateway.idempotency.IdempotencyStore.StoredResponse;
import org.friendsgateway.metrics.ImportMeters;
import org.friendsgateway.pipeline.ImportCommand;
import org.friendsgateway.pipeline.ImportPipeline;
import org.friendsgateway.pipeline.ImportResult;
import org.friendsgateway.pipeline.Journal;
import org.friendsgateway.pipeline.Warning;

/** Runs imports that have an idempotency key: once each, resuming earlier attempts and replaying stored responses. */
@Singleton
public final class IdempotentImports {

    private static final String NONE = "none";

    private final ImportPipeline pipeline;
    private final IdempotencyStore store;
    private final ImportMeters meters;
    private final ObjectMapper mapper;

    /**
     * Makes the responses to one request.
     *
     * @param <R> a response
     */
    public interface Responses<R> {

        /** The response to an import that was run or refused. */
        R of(ImportResult result);

        /** The response to a repeat, from the one stored for an earlier request about the app of that name. */
        R replay(StoredResponse stored, String app);

        /** What to store of a response, so that it can be replayed. */
        StoredResponse toStored(R response);
    }

    IdempotentImports(ImportPipeline pipeline, IdempotencyStore store, ImportMeters meters, ObjectMapper mapper) {
        this.pipeline = pipeline;
        this.store = store;
        this.meters = meters;
        this.mapper = mapper;
    }

    /**
     * Runs an import unless it has been run.
     *
     * @param key the idempotency key, which is unique for the caller
     * @param bodySha256 of the decoded body
     * @return fails with {@code idempotency_in_progress} or {@code idempotency_mismatch}
     */
    public <R> Uni<R> run(String key, String bodySha256, ImportCommand command, Responses<R> responses) {
        return store.begin(HashUtil.sha256(command.caller().name() + "\n" + key), bodySha256).chain(begin -> {
            if (begin instanceof BeginResult.Started started) {
                return run(started.attempt(), command, responses);
            }
            return Uni.createFrom().item(() -> respond(begin, command, responses));
        });
    }

    private <R> R respond(BeginResult begin, ImportCommand command, Responses<R> responses) {
        if (begin instanceof BeginResult.Answered answered) {
            return replay(answered.answer(), command, responses);
        }
        if (begin instanceof BeginResult.Running running) {
            meters.idempotency("in_progress");
            throw Failure.of(Kind.IDEMPOTENCY_IN_PROGRESS).withRetryAfter(running.retryAfter()).exception();
        }
        meters.idempotency("mismatch");
        throw Failure.of(Kind.IDEMPOTENCY_MISMATCH).exception();
    }

    private <R> R replay(StoredResponse stored, ImportCommand command, Responses<R> responses) {
        JsonObject body = new JsonObject(stored.body());
        String app = body.getString("app", NONE);
        if (!command.caller().canAccess(app)) {
            // The stored response may say that friends were imported.
            return responses.of(pipeline.refused(app, Failure.of(Kind.FORBIDDEN).with(Certainty.UNKNOWN)));
        }
        meters.idempotency("replayed");
        if (command.line() == null) {
            meters.replay(stored.status(), app, body.getString("provider", NONE), body.getString("code", NONE));
        }
        return responses.replay(stored, app);
    }

    private <R> Uni<R> run(Attempt attempt, ImportCommand command, Responses<R> responses) {
        meters.idempotency(attempt.earlier().resumed() ? "resumed" : "new");
        AttemptJournal journal = new AttemptJournal(attempt, mapper);
        return pipeline.run(command.withJournal(journal))
                .call(result -> journal.write(unknown(result)))
                .chain(result -> result.begun() ? end(attempt, result, responses) : refuse(attempt, result, responses))
                .onCancellation().invoke(attempt::abandon)
                .onFailure().invoke(attempt::abandon);
    }

    private static List<Journal.Entry> unknown(ImportResult result) {
        return result.outcome().isFinal() ? List.of()
                : result.outcomes().stream().filter(outcome -> outcome.status() == Status.UNKNOWN)
                        .map(outcome -> new Journal.Entry(outcome, false)).toList();
    }

    // This request is invalid now, which does not undo what earlier attempts at it imported.
    private static <R> Uni<R> refuse(Attempt attempt, ImportResult result, Responses<R> responses) {
        if (!attempt.earlier().resumed()) {
            return end(attempt, result, responses);
        }
        if (!attempt.earlier().interrupted()) {
            return end(attempt, result.withUncertainFailure(), responses);
        }
        attempt.abandon();
        return Uni.createFrom().item(responses.of(result.withUncertainFailure()));
    }

    private static <R> Uni<R> end(Attempt attempt, ImportResult result, Responses<R> responses) {
        R response = responses.of(attempt.reliable() ? result : repeatNotRecognised(result));
        return attempt.end(result.outcome().isFinal() ? responses.toStored(response) : null).replaceWith(response);
    }

    // This request may repeat an earlier one, which may have imported friends.
    private static ImportResult repeatNotRecognised(ImportResult result) {
        return result.withUncertainFailure().withWarning(new Warning("repeat_not_recognised", "Idempotency-Key",
                "Replicas cannot speak to one another, so a repeat may be carried out again"));
    }
}
