package org.friendsgateway.http;

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

import org.friendsgateway.coordination.Coordination;
import org.friendsgateway.coordination.IdempotencyRecords;
import org.friendsgateway.coordination.IdempotencyRecords.Attempt;
import org.friendsgateway.coordination.IdempotencyRecords.Begun;
import org.friendsgateway.coordination.IdempotencyRecords.Kept;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.FriendOutcome.Status;
import org.friendsgateway.metrics.ImportMeters;
import org.friendsgateway.pipeline.ImportOrder;
import org.friendsgateway.pipeline.ImportPipeline;
import org.friendsgateway.pipeline.ImportReport;
import org.friendsgateway.pipeline.Warning;

/** Imports that carry an idempotency key: carried out once, gone on with where they stopped, answered again. */
@Singleton
final class IdempotentImports {

    private static final String NONE = "none";

    private final ImportPipeline pipeline;
    private final IdempotencyRecords records;
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
     * @param again makes the answer out of one that is given again, and its app
     * @return fails with {@code idempotency_in_progress} or {@code idempotency_mismatch}
     */
    Uni<Answer> run(Request request, ImportOrder order, Function<ImportReport, Answer> answer,
            BiFunction<Kept, String, Answer> again) {
        String key = HashUtil.sha256(request.caller() + "\n" + request.key());
        return records.begin(key, request.bodySha256()).chain(begun -> {
            if (begun instanceof Begun.Started started) {
                return carryOut(started.attempt(), order, answer);
            }
            return Uni.createFrom().item(() -> refuse(begun, again));
        });
    }

    private Answer refuse(Begun begun, BiFunction<Kept, String, Answer> again) {
        if (begun instanceof Begun.Answered answered) {
            meters.idempotency("replayed");
            return repeat(answered.answer(), again);
        }
        if (begun instanceof Begun.Running running) {
            meters.idempotency("in_progress");
            throw Failure.of(Kind.IDEMPOTENCY_IN_PROGRESS).after(running.retryAfter()).exception();
        }
        meters.idempotency("mismatch");
        throw Failure.of(Kind.IDEMPOTENCY_MISMATCH).exception();
    }

    private Answer repeat(Kept answer, BiFunction<Kept, String, Answer> again) {
        try {
            JsonNode body = mapper.readTree(answer.body());
            String app = body.path("app").asText(NONE);
            meters.replay(answer.status(), app, body.path("provider").asText(NONE), body.path("code").asText(NONE));
            return again.apply(answer, app);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private Uni<Answer> carryOut(Attempt attempt, ImportOrder order, Function<ImportReport, Answer> answer) {
        meters.idempotency(attempt.earlier().resumed() ? "resumed" : "new");
        KeptOutcomes outcomes = new KeptOutcomes(attempt, mapper);
        return pipeline.run(order.in(outcomes))
                .call(report -> outcomes.write(unproven(report)))
                .chain(report -> end(attempt, report, answer))
                .onCancellation().invoke(attempt::abandon)
                .onFailure().invoke(attempt::abandon);
    }

    private static List<FriendOutcome> unproven(ImportReport report) {
        return report.lasting() ? List.of()
                : report.outcomes().stream().filter(outcome -> outcome.status() == Status.UNKNOWN).toList();
    }

    private static Uni<Answer> end(Attempt attempt, ImportReport report, Function<ImportReport, Answer> answer) {
        Answer given = answer.apply(attempt.reliable() ? report
                : report.warned(new Warning("repeat_not_recognised",
                        "Idempotency-Key", "Replicas cannot speak to one another, so a repeat may be carried out again")));
        return attempt.end(report.lasting() ? new Kept(given.status(), given.body()) : null).replaceWith(given);
    }
}
