package org.friendsgateway.bulk;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.json.JsonObject;

import org.friendsgateway.bulk.BulkStream.Line;
import org.friendsgateway.bulk.LineResult.App;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.friend.FriendOutcome.Status;
import org.friendsgateway.idempotency.IdempotencyStore.StoredResponse;
import org.friendsgateway.idempotency.IdempotentImports.Responses;
import org.friendsgateway.pipeline.BulkLine;
import org.friendsgateway.pipeline.ImportCommand;
import org.friendsgateway.pipeline.ImportResult;
import org.friendsgateway.time.Deadline;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The import of one line, from its reading to its answer. */
final class LineRun implements Responses<LineResult> {

    private static final Logger LOG = Logger.getLogger(LineRun.class);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(1);

    private final BulkStream stream;
    private final BulkImports imports;
    private final ImportCommand command;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private @Nullable Cancellable work;
    private boolean done;
    final Line line;
    final BulkLine bulkLine;
    final String user;
    final String sha256;

    LineRun(BulkStream stream, BulkImports imports, Line line, ImportCommand command, BulkLine bulkLine, String user,
            String sha256) {
        this.stream = stream;
        this.imports = imports;
        this.line = line;
        this.command = command;
        this.bulkLine = bulkLine;
        this.user = user;
        this.sha256 = sha256;
    }

    /** @param same an earlier line with the same bytes, whose outcome is replayed; null without one */
    void start(@Nullable LineRun same) {
        Uni<LineResult> result = stream.key == null ? imports.pipeline.run(command).map(this::of)
                : afterwards(same, stream.key);
        Cancellable started = (stream.span == null ? result : stream.span.line(result)).subscribe()
                .with(this::end, cause -> end(refused(cause)));
        work = done ? null : started;
    }

    private Uni<LineResult> afterwards(@Nullable LineRun same, String key) {
        Deadline otherRun = Deadline.in(imports.maxWaitForOtherRun, imports.scheduler);
        Uni<LineResult> run = runOnce(key, otherRun);
        return same == null || same.ended.isDone() ? run
                : Uni.createFrom().completionStage(same.ended::copy).chain(() -> run);
    }

    private Uni<LineResult> runOnce(String key, Deadline otherRun) {
        // Apart from single requests with the same key, whose body could be the same.
        return Uni.createFrom().deferred(() -> imports.idempotent.run(key + "\nline\n" + sha256, sha256, command, this))
                .onFailure(cause -> mayEndSoon(cause, otherRun))
                .recoverWithUni(cause -> imports.scheduler.after(pause(cause)).chain(() -> runOnce(key, otherRun)));
    }

    // Its replica may have been killed; then it counts as running until its lease expires.
    private static boolean mayEndSoon(Throwable cause, Deadline otherRun) {
        return GatewayException.failure(cause).kind() == Kind.IDEMPOTENCY_IN_PROGRESS && otherRun.allows(pause(cause));
    }

    private static Duration pause(Throwable cause) {
        Duration asked = GatewayException.failure(cause).retryAfter();
        return asked == null || asked.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : asked;
    }

    @Override
    public LineResult of(ImportResult result) {
        Failure failure = result.failure();
        boolean neverBegan = failure != null && !bulkLine.begun()
                && (failure.kind() == Kind.RATE_LIMITED || failure.kind() == Kind.DEADLINE_EXCEEDED);
        return neverBegan ? LineResult.NOT_STARTED
                : LineResult.of(result, stream.answer(result, command.friends().owner()));
    }

    @Override
    public LineResult replay(StoredResponse stored, String app) {
        JsonObject body = new JsonObject(stored.body());
        Map<Status, Integer> friends = new EnumMap<>(Status.class);
        JsonObject summary = body.getJsonObject("summary");
        for (Status status : Status.values()) {
            int failed = status == Status.FAILED ? command.friends().friends().size() : 0;
            friends.put(status, summary == null ? failed : summary.getInteger(status.code(), 0));
        }
        return LineResult.replayed(new LineAnswer(stored.status(), stored.body()),
                new App(app, body.getString("provider", "none")), friends);
    }

    @Override
    public StoredResponse toStored(LineResult result) {
        LineAnswer answer = result.answer();
        // A line that was not started has no final outcome, so it is never stored.
        return answer == null ? new StoredResponse(0, "") : new StoredResponse(answer.status(), answer.body());
    }

    private LineResult refused(Throwable cause) {
        if (!(cause instanceof GatewayException)) {
            LOG.error("The import of a line failed", cause);
        }
        return of(ImportResult.refused(GatewayException.failure(cause)));
    }

    private void end(LineResult result) {
        if (!done) {
            done = true;
            work = null;
            bulkLine.end();
            ended.complete(null);
            stream.ended(this, result);
        }
    }

    /** Ends the line as not started unless it has begun. */
    void stop() {
        if (!done && bulkLine.stop()) {
            cancelWork();
            end(LineResult.NOT_STARTED);
        }
    }

    /** Stops the line without an answer. */
    void cancel() {
        if (!done) {
            done = true;
            cancelWork();
            bulkLine.end();
            line.memory().release();
        }
    }

    private void cancelWork() {
        Cancellable current = work;
        work = null;
        if (current != null) {
            current.cancel();
        }
    }
}
