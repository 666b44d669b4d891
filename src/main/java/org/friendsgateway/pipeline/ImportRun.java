package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BinaryOperator;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.app.AppRuntime;
import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.lock.UserLocks.Lock;
import org.friendsgateway.lock.UserLocks.Request;
import org.friendsgateway.pipeline.MemoryBudget.Reservation;
import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.PermitQueue;
import org.friendsgateway.quota.Priority;
import org.friendsgateway.quota.Quota.Demand;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.time.Deadline;
import org.friendsgateway.time.FirstOf;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.vendor.VendorConnection;
import org.jspecify.annotations.Nullable;

/** One import in progress. It runs on one event loop, so nothing here is synchronized. */
final class ImportRun {

    final AppRuntime app;
    final Caller caller;
    final Priority priority;
    /** The user whose list is filled, in the caller's spelling. */
    final String owner;
    final ImportState state;
    private final Journal journal;
    private final @Nullable Reservation memory;
    private final Duration timeout;
    private final Scheduler scheduler;
    private final Executor eventLoop;
    private final String canonicalOwner;
    /** For a line, until it begins, the end of its stream. */
    Deadline deadline;
    final @Nullable BulkLine line;
    final Stopwatch ownerWait;
    final Stopwatch permitWait;
    /** These two run within the permit wait and are not part of it. */
    final Stopwatch lateOwnerWait;
    final Stopwatch connecting;
    final Stopwatch vendorTime;
    int calls;
    private Uni<?> callInFlight = Uni.createFrom().voidItem();
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private CompletableFuture<Permit> lockWanted = new CompletableFuture<>();
    private @Nullable WaitingBatch waiting;
    private @Nullable Deadline refusalsEnd;
    private boolean merged;
    private boolean permitted;
    private int batchesLeft;
    private @Nullable Lock lock;
    private @Nullable VendorConnection connection;
    private @Nullable Lease leased;

    ImportRun(AppRuntime app, ImportCommand command, Scheduler scheduler) {
        this.app = app;
        this.caller = command.caller();
        this.priority = command.priority();
        this.owner = command.friends().owner();
        this.state = new ImportState(command.friends(), command.journal());
        this.journal = command.journal();
        this.memory = command.memory();
        this.line = command.line();
        this.timeout = command.timeout();
        this.deadline = line == null ? Deadline.in(timeout, scheduler) : line.beginBy();
        this.scheduler = scheduler;
        this.eventLoop = scheduler.currentExecutor();
        this.canonicalOwner = app.app().canonicalId(owner);
        this.lateOwnerWait = new Stopwatch(scheduler, app.spans(), "owner wait");
        this.ownerWait = new Stopwatch(scheduler, app.spans(), "owner wait");
        this.permitWait = new Stopwatch(scheduler, app.spans(), "permit wait");
        this.connecting = new Stopwatch(scheduler);
        this.vendorTime = new Stopwatch(scheduler);
    }

    /** The user in the app's spelling. */
    String canonicalOwner() {
        return canonicalOwner;
    }

    Duration permitWaited() {
        return permitWait.total().minus(connecting.total()).minus(lateOwnerWait.total());
    }

    Duration ownerWaited() {
        return ownerWait.total().plus(lateOwnerWait.total());
    }

    Duration vendorWaited() {
        return vendorTime.total().plus(connecting.total());
    }

    void connection(VendorConnection opened) {
        connection = opened;
    }

    /** Hands the connection over to the next call. */
    VendorConnection takeConnection() {
        VendorConnection taken = Objects.requireNonNull(connection);
        connection = null;
        return taken;
    }

    void releaseConnection() {
        if (connection != null) {
            takeConnection().release();
        }
    }

    /** How the import asks for its lock. */
    Request lockRequest(Runnable onWait) {
        if (line == null) {
            return Request.single(demand());
        }
        CompletableFuture<Permit> wanted = lockWanted;
        return Request.bulk(onWait, () -> wanted.complete(null));
    }

    /** Completes when a single import waits for the lock that this line will have acquired. */
    private Uni<Permit> lockWanted() {
        return Uni.createFrom().deferred(() -> {
            lockWanted = new CompletableFuture<>();
            return Uni.createFrom().completionStage(lockWanted::copy);
        });
    }

    /** The demand for a permit together with the lock, which saves a round trip; null when other calls wait for permits. */
    private @Nullable Demand demand() {
        return app.isIdle() && !state.remaining().friends().isEmpty() ? PermitQueue.demandOf(caller, priority) : null;
    }

    void lock(Lock acquired) {
        lock = acquired;
        leased = acquired.lease();
    }

    /** Whether no other import may write to the user's list. */
    boolean isLocked() {
        return lock != null && lock.isHeld();
    }

    void unlock() {
        Lease unused = takeLease();
        if (unused != null && unused.permit() != null) {
            app.permits().release(unused.permit());
        }
        if (lock != null) {
            lock.release();
            lock = null;
        }
    }

    /** Unlocks the user after a call of a line, for other imports of the user. */
    void unlockLine() {
        if (line != null) {
            unlock();
        }
    }

    /** Completes when the vendor call in flight, if any, has ended. */
    Uni<?> callInFlight() {
        return callInFlight;
    }

    void callInFlight(Uni<?> call) {
        callInFlight = call;
        calls++;
    }

    /** Notes that a call for these friends begins: from now on the vendor may import them. */
    void sending(FriendImport part) {
        state.sending(part);
        permitted = true;
        if (line != null && !begun.isDone()) {
            deadline = Deadline.in(timeout, scheduler);
            begun.complete(null);
        }
    }

    /** Notes that friends left in the call of another import. */
    void countMerged() {
        if (!merged) {
            merged = true;
            app.meters().merged();
        }
    }

    /** Completes when the import has no time left; a line has all the time until it begins. */
    Uni<Void> timeOver() {
        return line == null ? scheduler.after(deadline.remaining())
                : Uni.createFrom().completionStage(begun::copy).chain(() -> scheduler.after(timeout));
    }

    Uni<Void> afterPrevious() {
        return line == null ? Uni.createFrom().voidItem() : line.afterPrevious();
    }

    /** How long a line that has not begun waits before it tries again after failures; null when it does not. */
    @Nullable
    Duration pauseBeforeBegin(List<Failure> failures, Duration atLeast) {
        if (line == null || line.begun() || failures.isEmpty()
                || failures.stream().anyMatch(failure -> !failure.kind().retryable())) {
            return null;
        }
        if (refusalsEnd == null) {
            refusalsEnd = Deadline.in(timeout, scheduler);
        }
        Duration pause = failures.stream().map(Failure::retryAfter).filter(Objects::nonNull)
                .reduce(atLeast, BinaryOperator.maxBy(Comparator.naturalOrder()));
        return refusalsEnd.allows(pause) ? pause : null;
    }

    void expectBatches(int count) {
        batchesLeft = count;
    }

    void nextBatch() {
        batchesLeft--;
    }

    /** Makes a batch that waits, with the memory of the import until it is answered. */
    WaitingBatch waiting(FriendImport batch, boolean alone) {
        if (memory != null) {
            memory.pin();
        }
        waiting = new WaitingBatch(this, batch, alone, batchesLeft == 0, eventLoop);
        return waiting;
    }

    double jitter() {
        return waiting == null ? 0 : waiting.jitter();
    }

    @Nullable
    WaitingBatch waiting() {
        return waiting;
    }

    void unpin() {
        if (memory != null) {
            memory.unpin();
        }
    }

    /**
     * Completes with a permit when the call is prepared, or with null when a line has to leave its lock to a single import;
     * fails when no permit comes before the deadline.
     */
    Uni<@Nullable Permit> takePermit(Function<Runnable, Uni<Void>> preparation) {
        return Uni.createFrom().deferred(() -> {
            Lease lease = takeLease();
            if (lease != null) {
                app.permits().offer(lease);
            }
            // The time of a line that has begun runs, while others have the time of their stream.
            Uni<Permit> permit = app.permits().take(caller, priority, deadline, this::noPermit, preparation,
                    line != null && permitted);
            return line == null ? permit : FirstOf.either(lockWanted(), permit);
        });
    }

    private @Nullable Lease takeLease() {
        Lease taken = leased;
        leased = null;
        return taken;
    }

    // Without any call the quota is to blame, otherwise the deadline.
    private Failure noPermit(Duration wait) {
        return Failure.of(permitted ? Kind.DEADLINE_EXCEEDED : Kind.RATE_LIMITED).withRetryAfter(wait);
    }

    /** The failure of the import when its deadline has passed. */
    Failure overdue() {
        return permitWait.running() ? noPermit(app.permits().estimateWait(caller, priority))
                : Failure.of(Kind.DEADLINE_EXCEEDED);
    }

    /** Writes to the journal what a repeat of the import must know about these friends. */
    Uni<Void> writeToJournal(FriendImport batch) {
        return journal.write(state.lasting(batch));
    }
}
