package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

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
import org.friendsgateway.time.Deadline;
import org.friendsgateway.time.FirstOf;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/**
 * The one flow: take the user's turn, cut, and for each batch take a permit, send, and send again what may succeed. A
 * caller who leaves and a deadline that comes end it in the same way, by cancellation: no further call is begun, and the
 * turn is kept until the call under way has ended.
 */
@Singleton
public final class ImportPipeline {

    /** Makes room for a quarter of the calls of the second that a vendor counts in; still refused, it is made again. */
    private static final Duration PAUSE_AFTER_REFUSED_SPEED = Duration.ofMillis(250);
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
     * An app's quota, as a caller meets it.
     *
     * @param backlog from now until a permit that the caller would ask for now
     */
    public record Standing(AppProfile app, Duration backlog) {
    }

    /** Never fails of anything that befell the import; what did is in the report. Cancelling means the caller has left. */
    public Uni<ImportResult> run(ImportCommand order) {
        AppRuntime app;
        try {
            app = apps.chosenBy(order);
        } catch (GatewayException refused) {
            return Uni.createFrom().item(ImportResult.refused(apps.meantBy(order), refused.failure(), Duration.ZERO));
        }
        ImportChecks checks = new ImportChecks(app.app(), order.friends());
        List<Violation> violations = checks.violations(order, config.maxFriends());
        if (!violations.isEmpty()) {
            return Uni.createFrom().item(ImportResult.refused(app.profile(), Failure.invalid(violations),
                    app.permits().estimateWait(order.caller())));
        }
        ImportRun run = new ImportRun(app, order, Deadline.in(order.patience(), scheduler), scheduler);
        return runToDeadline(run)
                .onCancellation().invoke(() -> count(run))
                .map(ended -> report(run, checks.warnings()));
    }

    /** The report of a request about an app that is refused before an import is begun. */
    public ImportResult refused(String name, Failure refusal) {
        AppRuntime app = apps.named(name);
        return ImportResult.refused(app == null ? null : app.profile(), refusal, Duration.ZERO);
    }

    /** How an app's quota stands for a caller who asks now; null without such an app. */
    public @Nullable Standing standing(String name, Caller caller) {
        AppRuntime app = apps.named(name);
        return app == null ? null : new Standing(app.profile(), app.permits().estimateWait(caller));
    }

    private Uni<Void> runToDeadline(ImportRun run) {
        return FirstOf.either(runInBounds(run), scheduler.after(run.deadline().remaining()));
    }

    private Uni<Void> runInBounds(ImportRun run) {
        boolean room = run.app().enter();
        return (room ? sendInTurn(run) : Uni.createFrom().<Void> failure(Failure.of(Kind.OVERLOADED).exception()))
                .onFailure(GatewayException.class).invoke(cause -> run.state().end(failure(cause)))
                .onFailure(GatewayException.class).recoverWithNull()
                .onTermination().invoke(run.app()::leave);
    }

    private Uni<Void> sendInTurn(ImportRun run) {
        return takeTurn(run).chain(() -> sendAll(run).onTermination().call(() -> release(run)));
    }

    private Uni<Void> takeTurn(ImportRun run) {
        String user = run.app().app().canonicalId(run.owner());
        return run.ownerWait().time(userLocks.lock(run.app().profile().id(), user, run.demand())).invoke(run::turn)
                .replaceWithVoid();
    }

    // Mutiny cancels what stands before this call only once the call is done, so the run itself must know that it is over.
    private static Uni<?> release(ImportRun run) {
        run.state().end(run.overdue());
        return run.callInFlight().onItemOrFailure().invoke((result, failure) -> run.releaseTurn())
                .onFailure().recoverWithNull();
    }

    private Uni<Void> sendAll(ImportRun run) {
        return Multi.createFrom().iterable(run.state().remaining().inBatchesOf(run.app().profile().batchSize()))
                .onItem().transformToUniAndConcatenate(batch -> sendRepeatedly(run, batch, retries.first()))
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> sendRepeatedly(ImportRun run, FriendImport batch, Attempt attempt) {
        return run.state().ended() ? Uni.createFrom().voidItem()
                : sendOnce(run, batch).chain(() -> sendAgain(run, batch, attempt));
    }

    private Uni<Void> sendOnce(ImportRun run, FriendImport batch) {
        return makeReady(run, batch).chain(permit -> call(run, batch, permit))
                .onFailure(GatewayException.class).invoke(cause -> notSent(run, batch, failure(cause)))
                .onFailure(GatewayException.class).recoverWithNull()
                .chain(() -> run.writeDown(batch));
    }

    private static Uni<Void> call(ImportRun run, FriendImport batch, Permit permit) {
        return run.vendorTime().time(run.sending(batch, run.app().send(run.takeConnection(), batch, permit)))
                .invoke(outcome -> run.state().record(batch, outcome))
                .invoke(outcome -> slowDown(run, outcome)).replaceWithVoid();
    }

    private Uni<Permit> makeReady(ImportRun run, FriendImport batch) {
        return run.permitWait().time(run.takePermit(() -> connect(run, batch)))
                .onFailure().invoke(run::releaseConnection).onCancellation().invoke(run::releaseConnection)
                .chain(permit -> run.inTurn() ? Uni.createFrom().item(permit) : takeTurnAnew(run, batch, permit));
    }

    // The connection is there before the permit, so that no handshake comes between the permit and the call.
    private static Uni<Void> connect(ImportRun run, FriendImport batch) {
        return run.connecting().time(run.app().connect(batch)).invoke(run::connection).replaceWithVoid();
    }

    // Another import may be writing for the user.
    private Uni<Permit> takeTurnAnew(ImportRun run, FriendImport batch, Permit unused) {
        run.app().permits().release(unused);
        run.releaseConnection();
        run.releaseTurn();
        return takeTurn(run).chain(() -> makeReady(run, batch));
    }

    private static void notSent(ImportRun run, FriendImport batch, Failure failure) {
        switch (failure.kind()) {
            case RATE_LIMITED, DEADLINE_EXCEEDED -> run.state().end(failure);
            default -> run.state().record(batch, new ImportOutcome.Failed(failure));
        }
    }

    private static void slowDown(ImportRun run, ImportOutcome outcome) {
        outcome.failures().filter(ImportPipeline::refusesSpeed)
                .map(failure -> failure.retryAfter() == null ? PAUSE_AFTER_REFUSED_SPEED : failure.retryAfter())
                .max(Duration::compareTo).ifPresent(run.app().permits()::pauseFor);
    }

    // The status says so even where the body cannot be read. A plan that is used up is no matter of speed, unless the vendor
    // asks to wait.
    private static boolean refusesSpeed(Failure failure) {
        VendorError error = failure.vendor();
        boolean tooMany = error != null && Objects.equals(error.httpStatus(), TOO_MANY_REQUESTS);
        return failure.kind() == Kind.VENDOR_RATE_LIMITED
                || (tooMany && (failure.kind() != Kind.VENDOR_QUOTA_EXHAUSTED || failure.retryAfter() != null));
    }

    private Uni<Void> sendAgain(ImportRun run, FriendImport batch, Attempt attempt) {
        List<Failure> failures = run.state().failures(batch);
        FriendImport again = run.state().failed(batch, attempt::allows);
        Duration pause = attempt.pauseAfter(failures);
        if (run.state().ended() || again.friends().isEmpty() || !run.deadline().allows(pause)) {
            run.state().settle(batch);
            return Uni.createFrom().voidItem();
        }
        run.app().meters().retry(run.state().failures(again).get(0));
        return scheduler.after(pause).chain(() -> sendRepeatedly(run, again, attempt.next(failures)));
    }

    private static Failure failure(Throwable cause) {
        return ((GatewayException) cause).failure();
    }

    private static void count(ImportRun run) {
        run.app().meters().imported(run.state().uncounted(), run.permitWaited(), run.ownerWait().total());
    }

    private static ImportResult report(ImportRun run, List<Warning> warnings) {
        count(run);
        return new ImportResult(run.app().profile(), run.state().outcome(), run.state().outcomes(), warnings,
                run.permitWaited(), run.ownerWait().total(), run.vendorWaited(),
                run.app().permits().estimateWait(run.caller()));
    }
}
