package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import org.friendsgateway.app.AppRegistry;
import org.friendsgateway.app.AppRuntime;
import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.lock.UserLocks;
import org.friendsgateway.pipeline.RetryPolicy.Attempt;
import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.Priority;
import org.friendsgateway.time.Deadline;
import org.friendsgateway.time.FirstOf;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/**
 * The one flow: lock the user, split the import into batches, and for each batch connect, take a permit, send, and retry what
 * may still succeed. A caller that disconnects and a deadline that passes both cancel it: no further call begins, and the lock
 * is held until the call in flight has ended.
 */
@Singleton
public final class ImportPipeline {

    /** A quarter of the second in which a vendor counts calls; repeated while the vendor still refuses. */
    private static final Duration RATE_LIMIT_PAUSE = Duration.ofMillis(250);
    private static final int TOO_MANY_REQUESTS = 429;

    private final AppRegistry apps;
    private final UserLocks userLocks;
    private final PipelineConfig config;
    private final RetryPolicy retries;
    private final Scheduler scheduler;

    ImportPipeline(AppRegistry apps, UserLocks userLocks, PipelineConfig config, Scheduler scheduler) {
        this.apps = apps;
        this.userLocks = userLocks;
        this.config = config;
        this.retries = new RetryPolicy(config.retry());
        this.scheduler = scheduler;
    }

    /**
     * An app's quota as one caller sees it.
     *
     * @param backlog from now until a permit that the caller would ask for now
     */
    public record QuotaStatus(AppProfile app, Duration backlog) {
    }

    /**
     * Imports friends. Cancel it when the caller disconnects.
     *
     * @return never fails; the result holds every failure of the import
     */
    public Uni<ImportResult> run(ImportCommand command) {
        AppRuntime app = apps.named(appName(command));
        if (app == null || !command.caller().canAccess(app.profile().name())) {
            return Uni.createFrom().item(ImportResult.refused(profile(app), refusal(app, command), Duration.ZERO));
        }
        ImportValidator validator = new ImportValidator(app.app(), command.friends());
        List<Violation> violations = validator.violations(command, config.maxFriends());
        if (!violations.isEmpty()) {
            return Uni.createFrom().item(ImportResult.refused(app.profile(), Failure.invalid(violations),
                    app.permits().estimateWait(command.caller(), command.priority())));
        }
        ImportRun run = new ImportRun(app, command, Deadline.in(command.timeout(), scheduler), scheduler);
        return runToDeadline(run)
                .onCancellation().invoke(() -> count(run))
                .map(ended -> result(run, validator.warnings()));
    }

    private @Nullable String appName(ImportCommand command) {
        return command.app() == null ? apps.defaultApp() : command.app();
    }

    private Failure refusal(@Nullable AppRuntime app, ImportCommand command) {
        if (app != null) {
            return Failure.of(Kind.FORBIDDEN);
        } else if (appName(command) != null) {
            return Failure.of(Kind.APP_NOT_FOUND);
        }
        return Failure.invalid(Stream.concat(command.violations().stream(),
                Stream.of(new Violation("/app", "is required, for several apps are configured"))).toList());
    }

    private static @Nullable AppProfile profile(@Nullable AppRuntime app) {
        return app == null ? null : app.profile();
    }

    /** The result of a request for an app that is refused before its import begins. */
    public ImportResult refused(String name, Failure refusal) {
        return ImportResult.refused(profile(apps.named(name)), refusal, Duration.ZERO);
    }

    /** The quota of an app for a caller that asks now; null without such an app. */
    public @Nullable QuotaStatus quotaStatus(String name, Caller caller) {
        AppRuntime app = apps.named(name);
        return app == null ? null : new QuotaStatus(app.profile(), app.permits().estimateWait(caller, Priority.SINGLE));
    }

    private Uni<Void> runToDeadline(ImportRun run) {
        return FirstOf.either(runInBounds(run), scheduler.after(run.deadline.remaining()));
    }

    private Uni<Void> runInBounds(ImportRun run) {
        boolean admitted = run.app.enter();
        return (admitted ? sendLocked(run) : Uni.createFrom().<Void> failure(Failure.of(Kind.OVERLOADED).exception()))
                .onFailure(GatewayException.class).invoke(cause -> run.state.end(failure(cause)))
                .onFailure(GatewayException.class).recoverWithNull()
                .onTermination().invoke(run.app::leave);
    }

    private Uni<Void> sendLocked(ImportRun run) {
        return lockUser(run).chain(() -> sendAll(run).onTermination().call(() -> unlock(run)));
    }

    private Uni<Void> lockUser(ImportRun run) {
        String user = run.app.app().canonicalId(run.owner);
        return run.ownerWait.time(userLocks.lock(run.app.profile().id(), user, run.demand())).invoke(run::lock)
                .replaceWithVoid();
    }

    // Mutiny cancels the upstream of this call only after the call, so the run is ended here.
    private static Uni<?> unlock(ImportRun run) {
        run.state.end(run.overdue());
        return run.callInFlight().onItemOrFailure().invoke((result, failure) -> run.unlock())
                .onFailure().recoverWithNull();
    }

    private Uni<Void> sendAll(ImportRun run) {
        return Multi.createFrom().iterable(run.state.remaining().inBatchesOf(run.app.profile().batchSize()))
                .onItem().transformToUniAndConcatenate(batch -> sendWithRetries(run, batch, retries.first()))
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> sendWithRetries(ImportRun run, FriendImport batch, Attempt attempt) {
        return run.state.ended() ? Uni.createFrom().voidItem()
                : sendOnce(run, batch).chain(() -> retry(run, batch, attempt));
    }

    private Uni<Void> sendOnce(ImportRun run, FriendImport batch) {
        return takePermit(run, batch).chain(permit -> call(run, batch, permit))
                .onFailure(GatewayException.class).invoke(cause -> notSent(run, batch, failure(cause)))
                .onFailure(GatewayException.class).recoverWithNull()
                .chain(() -> run.writeToJournal(batch));
    }

    private static Uni<Void> call(ImportRun run, FriendImport batch, Permit permit) {
        return run.vendorTime.time(run.sending(batch, run.app.send(run.takeConnection(), batch, permit)))
                .invoke(outcome -> run.state.record(batch, outcome))
                .invoke(outcome -> pauseWhenRateLimited(run, outcome)).replaceWithVoid();
    }

    private Uni<Permit> takePermit(ImportRun run, FriendImport batch) {
        return run.permitWait.time(run.takePermit(() -> connect(run, batch)))
                .onFailure().invoke(run::releaseConnection).onCancellation().invoke(run::releaseConnection)
                .chain(permit -> run.isLocked() ? Uni.createFrom().item(permit) : lockAgain(run, batch, permit));
    }

    // The connection is open before the permit is due, so that no handshake delays the call.
    private static Uni<Void> connect(ImportRun run, FriendImport batch) {
        return run.connecting.time(run.app.connect(batch)).invoke(run::connection).replaceWithVoid();
    }

    // The lock has expired, so another import may be writing to the user's list.
    private Uni<Permit> lockAgain(ImportRun run, FriendImport batch, Permit unused) {
        run.app.permits().release(unused);
        run.releaseConnection();
        run.unlock();
        return lockUser(run).chain(() -> takePermit(run, batch));
    }

    private static void notSent(ImportRun run, FriendImport batch, Failure failure) {
        switch (failure.kind()) {
            case RATE_LIMITED, DEADLINE_EXCEEDED -> run.state.end(failure);
            default -> run.state.record(batch, new ImportOutcome.Failed(failure));
        }
    }

    private static void pauseWhenRateLimited(ImportRun run, ImportOutcome outcome) {
        outcome.failures().filter(ImportPipeline::isRateLimited)
                .map(failure -> failure.retryAfter() == null ? RATE_LIMIT_PAUSE : failure.retryAfter())
                .max(Duration::compareTo).ifPresent(run.app.permits()::pauseFor);
    }

    // The HTTP status counts even without a readable body. A used-up plan is a rate limit only if the vendor asks to wait.
    private static boolean isRateLimited(Failure failure) {
        VendorError error = failure.vendor();
        boolean tooMany = error != null && Objects.equals(error.httpStatus(), TOO_MANY_REQUESTS);
        return failure.kind() == Kind.VENDOR_RATE_LIMITED
                || (tooMany && (failure.kind() != Kind.VENDOR_QUOTA_EXHAUSTED || failure.retryAfter() != null));
    }

    private Uni<Void> retry(ImportRun run, FriendImport batch, Attempt attempt) {
        List<Failure> failures = run.state.failures(batch);
        FriendImport retryable = run.state.failed(batch, attempt::allows);
        Duration pause = attempt.pauseAfter(failures);
        if (run.state.ended() || retryable.friends().isEmpty() || !run.deadline.allows(pause)) {
            run.state.endIfHopeless(batch);
            return Uni.createFrom().voidItem();
        }
        run.app.meters().retry(run.state.failures(retryable).get(0));
        return scheduler.after(pause).chain(() -> sendWithRetries(run, retryable, attempt.next(failures)));
    }

    private static Failure failure(Throwable cause) {
        return ((GatewayException) cause).failure();
    }

    private static void count(ImportRun run) {
        run.app.meters().imported(run.state.uncounted(), run.permitWaited(), run.ownerWait.total());
    }

    private static ImportResult result(ImportRun run, List<Warning> warnings) {
        count(run);
        return new ImportResult(run.app.profile(), run.state.outcome(), run.state.outcomes(), warnings,
                run.permitWaited(), run.ownerWait.total(), run.vendorWaited(),
                run.app.permits().estimateWait(run.caller, run.priority));
    }
}
