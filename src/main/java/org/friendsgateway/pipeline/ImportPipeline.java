package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.List;
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
import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.lock.UserLocks;
import org.friendsgateway.pipeline.RetryPolicy.Attempt;
import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.Priority;
import org.friendsgateway.time.FirstOf;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.VendorConnection;
import org.jspecify.annotations.Nullable;

/**
 * The one flow: split the import into batches, and for each batch lock the user, connect, take a permit, send, and retry what
 * may still succeed. While a batch waits, another import of the same user may take it along. A caller that disconnects and a
 * deadline that passes both cancel the import: no further call begins, and the lock is held until the call in flight has ended.
 */
@Singleton
public final class ImportPipeline {

    private final AppRegistry apps;
    private final UserLocks userLocks;
    private final PipelineConfig config;
    private final RetryPolicy retries;
    private final Scheduler scheduler;
    private final WaitingBatches waitingBatches = new WaitingBatches();

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
        ImportRun run = new ImportRun(app, command, scheduler);
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

    /** The app and the user that an import is for, in one spelling; empty when the import will be refused. */
    public String userKey(ImportCommand command) {
        AppRuntime app = apps.named(appName(command));
        return app == null ? "" : app.profile().id() + " " + app.app().canonicalId(command.friends().owner());
    }

    private Uni<Void> runToDeadline(ImportRun run) {
        return FirstOf.either(runInBounds(run), run.timeOver());
    }

    private Uni<Void> runInBounds(ImportRun run) {
        boolean admitted = run.app.enter(run.priority);
        return (admitted ? sendAll(run) : Uni.createFrom().<Void> failure(Failure.of(Kind.OVERLOADED).exception()))
                .onFailure(GatewayException.class).invoke(cause -> run.state.end(failure(cause)))
                .onFailure(GatewayException.class).recoverWithNull()
                .onTermination().invoke(() -> run.app.leave(run.priority));
    }

    private Uni<Void> sendAll(ImportRun run) {
        List<FriendImport> batches = run.state.remaining().inBatchesOf(run.app.profile().batchSize());
        run.expectBatches(batches.size());
        return Multi.createFrom().iterable(batches)
                .onItem().invoke(run::nextBatch)
                .onItem().transformToUniAndConcatenate(batch -> sendWithRetries(run, batch, retries.first()))
                .collect().last()
                .onTermination().call(() -> unlock(run)).replaceWithVoid();
    }

    // Mutiny cancels the upstream of this call only after the call, so the run is ended here.
    private Uni<?> unlock(ImportRun run) {
        end(run);
        return run.callInFlight().onItemOrFailure().invoke((result, failure) -> run.unlock())
                .onFailure().recoverWithNull();
    }

    private void end(ImportRun run) {
        run.state.end(run.overdue());
        WaitingBatch waiting = run.waiting();
        if (waiting != null) {
            waitingBatches.withdraw(waiting);
        }
    }

    private Uni<Void> sendWithRetries(ImportRun run, FriendImport batch, Attempt attempt) {
        return run.state.ended() ? Uni.createFrom().voidItem()
                : sendOnce(run, batch, false).chain(() -> sendAloneWhatOthersMayHaveCaused(run, batch))
                        .chain(() -> retry(run, batch, attempt));
    }

    private Uni<Void> sendAloneWhatOthersMayHaveCaused(ImportRun run, FriendImport batch) {
        FriendImport suspects = run.state.takeRefusedWithOthers(batch);
        return suspects.friends().isEmpty() || run.state.ended() ? Uni.createFrom().voidItem() : sendOnce(run, suspects, true);
    }

    private Uni<Void> sendOnce(ImportRun run, FriendImport batch, boolean alone) {
        WaitingBatch waiting = run.waiting(batch, alone);
        waitingBatches.add(waiting);
        return FirstOf.either(sendInTurn(run, waiting, batch), waiting.taken())
                .onFailure(GatewayException.class)
                .invoke(cause -> notSent(run, waitingBatches.withdraw(waiting), failure(cause)))
                .onFailure(GatewayException.class).recoverWithNull()
                .chain(() -> run.vendorTime.time(waiting.answered()))
                .onTermination().invoke(() -> waitingBatches.withdraw(waiting))
                .chain(() -> run.writeToJournal(batch))
                .chain(() -> sendWhatIsNotYetSent(run, batch, alone));
    }

    // The vendor was only asked about these friends.
    private Uni<Void> sendWhatIsNotYetSent(ImportRun run, FriendImport batch, boolean alone) {
        FriendImport left = run.state.ended() ? batch.with(List.of()) : run.state.notYetSent(batch);
        return left.friends().isEmpty() ? Uni.createFrom().voidItem() : sendOnce(run, left, alone);
    }

    private Uni<Void> sendInTurn(ImportRun run, WaitingBatch waiting, FriendImport batch) {
        return run.afterPrevious()
                .chain(() -> run.line == null && !run.isLocked() ? lockUser(run, run.ownerWait, () -> {
                }) : Uni.createFrom().voidItem())
                .chain(() -> takePermit(run, batch))
                .invoke(permit -> call(run, waiting, permit)).replaceWithVoid();
    }

    private Uni<Void> lockUser(ImportRun run, Stopwatch wait, Runnable onWait) {
        // An expired lock is still the first in the queue of this replica.
        run.unlock();
        return wait.time(userLocks.lock(run.app.profile().id(), run.canonicalOwner(), run.lockRequest(onWait)))
                .invoke(run::lock).replaceWithVoid();
    }

    // A call goes on when its caller has disconnected: it may be for others, too.
    private void call(ImportRun run, WaitingBatch waiting, Permit permit) {
        MergedCall call = waitingBatches.take(waiting, run.app.profile().batchSize());
        if (call.isEmpty()) {
            run.app.permits().release(permit);
            run.releaseConnection();
            return;
        }
        run.vendorTime.start();
        VendorConnection connection = run.takeConnection();
        call.begin();
        Uni<ImportOutcome> sent = run.app.send(connection, call.friends(), permit, call::checking)
                .invoke(outcome -> RetryPolicy.pauseOfApp(outcome).ifPresent(run.app.permits()::pauseFor))
                .onItemOrFailure().invoke((outcome, bug) -> run.unlockLine())
                .onItemOrFailure().invoke(call::end).memoize().indefinitely();
        run.callInFlight(sent);
        sent.subscribe().with(outcome -> {
        }, bug -> {
            // Each import of the call fails with it.
        });
    }

    private Uni<Permit> takePermit(ImportRun run, FriendImport batch) {
        return run.permitWait.time(run.takePermit(onWait -> prepare(run, batch, onWait)))
                .onFailure().invoke(run::releaseConnection).onCancellation().invoke(run::releaseConnection)
                .chain(permit -> permit != null && run.isLocked() ? Uni.createFrom().item(permit)
                        : takeAnotherPermit(run, batch, permit));
    }

    // The lock of a line and the connection are there before the permit is due, so that neither delays the call.
    private Uni<Void> prepare(ImportRun run, FriendImport batch, Runnable onWait) {
        return (run.isLocked() ? Uni.createFrom().voidItem() : lockUser(run, run.lateOwnerWait, onWait))
                .chain(() -> run.connecting.time(run.app.connect(batch))).invoke(run::connection).replaceWithVoid();
    }

    // The lock has expired, so another import may be writing to the user's list; or a single import waits for a line's lock.
    private Uni<Permit> takeAnotherPermit(ImportRun run, FriendImport batch, @Nullable Permit unused) {
        if (unused != null) {
            run.app.permits().release(unused);
        }
        run.releaseConnection();
        run.unlock();
        return takePermit(run, batch);
    }

    private static void notSent(ImportRun run, FriendImport batch, Failure failure) {
        switch (failure.kind()) {
            case RATE_LIMITED, DEADLINE_EXCEEDED, OVERLOADED -> run.state.end(failure);
            default -> run.state.record(batch, new ImportOutcome.Failed(failure));
        }
    }

    private Uni<Void> retry(ImportRun run, FriendImport batch, Attempt attempt) {
        List<Failure> failures = run.state.failures(batch);
        FriendImport retryable = run.state.failed(batch, attempt::allows);
        Duration pause = attempt.pauseAfter(failures, run.jitter());
        Duration pauseBeforeBegin = run.pauseBeforeBegin(failures, pause);
        if (pauseBeforeBegin != null) {
            return scheduler.after(pauseBeforeBegin).chain(() -> sendWithRetries(run, batch, attempt));
        }
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

    private void count(ImportRun run) {
        end(run);
        run.app.meters().imported(run.state.uncounted(), run.permitWaited(), run.ownerWaited());
    }

    private ImportResult result(ImportRun run, List<Warning> warnings) {
        count(run);
        return new ImportResult(run.app.profile(), run.state.outcome(), run.state.outcomes(), warnings,
                run.permitWaited(), run.ownerWaited(), run.vendorWaited(), run.calls,
                run.app.permits().estimateWait(run.caller, run.priority));
    }
}
