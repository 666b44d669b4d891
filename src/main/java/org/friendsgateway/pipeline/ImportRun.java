package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.lock.UserLocks.Lock;
import org.friendsgateway.pipeline.MemoryBudget.Reservation;
import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.PermitQueue;
import org.friendsgateway.quota.Quota.Demand;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.time.Deadline;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.vendor.VendorConnection;
import org.jspecify.annotations.Nullable;

/** One import under way. All of it happens on the event loop of the caller, so nothing here is synchronized. */
final class ImportRun {

    private final AppRuntime app;
    private final Caller caller;
    private final String owner;
    private final ImportState state;
    private final Journal journal;
    private final @Nullable Reservation memory;
    private final Deadline deadline;
    private final Stopwatch ownerWait;
    private final Stopwatch permitWait;
    private final Stopwatch connecting;
    private final Stopwatch vendorTime;
    private Uni<?> callInFlight = Uni.createFrom().voidItem();
    private boolean permitted;
    private @Nullable Lock turn;
    private @Nullable VendorConnection connection;
    private @Nullable Lease leased;

    ImportRun(AppRuntime app, ImportCommand order, Deadline deadline, Scheduler scheduler) {
        this.app = app;
        this.caller = order.caller();
        this.owner = order.friends().owner();
        this.state = new ImportState(order.friends(), order.journal());
        this.journal = order.journal();
        this.memory = order.memory();
        this.deadline = deadline;
        this.ownerWait = new Stopwatch(scheduler, app.spans(), "owner wait");
        this.permitWait = new Stopwatch(scheduler, app.spans(), "permit wait");
        this.connecting = new Stopwatch(scheduler);
        this.vendorTime = new Stopwatch(scheduler);
    }

    AppRuntime app() {
        return app;
    }

    Caller caller() {
        return caller;
    }

    /** The user whose list is filled, in the caller's spelling. */
    String owner() {
        return owner;
    }

    ImportState state() {
        return state;
    }

    Deadline deadline() {
        return deadline;
    }

    Stopwatch ownerWait() {
        return ownerWait;
    }

    Stopwatch permitWait() {
        return permitWait;
    }

    Stopwatch vendorTime() {
        return vendorTime;
    }

    /** Runs while a permit is waited for, and is no part of that wait. */
    Stopwatch connecting() {
        return connecting;
    }

    Duration permitWaited() {
        return permitWait.total().minus(connecting.total());
    }

    Duration vendorWaited() {
        return vendorTime.total().plus(connecting.total());
    }

    void connection(VendorConnection opened) {
        connection = opened;
    }

    /** The connection of the next call, from now on that call's own. */
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

    /** The demand for a permit along with the turn; null where other calls wait for permits. */
    @Nullable
    Demand demand() {
        return app.isIdle() && !state.remaining().friends().isEmpty() ? PermitQueue.demandOf(caller) : null;
    }

    void turn(Lock taken) {
        turn = taken;
        leased = taken.lease();
    }

    /** Whether nobody else may write for the user. */
    boolean inTurn() {
        return turn != null && turn.isHeld();
    }

    void releaseTurn() {
        Lease unused = takeLease();
        if (unused != null && unused.permit() != null) {
            app.permits().release(unused.permit());
        }
        if (turn != null) {
            turn.release();
            turn = null;
        }
    }

    /** Completes when the vendor call under way, if any, has come to its end, whoever still waits for it. */
    Uni<?> callInFlight() {
        return callInFlight;
    }

    /** Takes note that a call for these friends is under way, which may be carried out from now on. */
    <T> Uni<T> sending(FriendImport batch, Uni<T> call) {
        permitted = true;
        state.sending(batch);
        Uni<T> counted = memory == null ? call : holding(memory, call);
        callInFlight = counted;
        return counted;
    }

    // A call goes on to its end when its caller has left, and what it sends is held as long.
    private static <T> Uni<T> holding(Reservation memory, Uni<T> call) {
        memory.hold();
        return call.onItemOrFailure().invoke((item, failure) -> memory.letGo()).memoize().indefinitely();
    }

    /** Completes with a permit, once the call is prepared; fails when that will not be before the deadline. */
    Uni<Permit> takePermit(Supplier<Uni<Void>> preparation) {
        return Uni.createFrom().deferred(() -> {
            Lease lease = takeLease();
            if (lease != null) {
                app.permits().offer(lease);
            }
            return app.permits().take(caller, deadline, this::noPermit, preparation);
        });
    }

    private @Nullable Lease takeLease() {
        Lease taken = leased;
        leased = null;
        return taken;
    }

    // It is the quota when no call could be begun at all, else the deadline.
    private Failure noPermit(Duration wait) {
        return Failure.of(permitted ? Kind.DEADLINE_EXCEEDED : Kind.RATE_LIMITED).withRetryAfter(wait);
    }

    /** What the import failed of when its time was up. */
    Failure overdue() {
        return permitWait.running() ? noPermit(app.permits().estimateWait(caller)) : Failure.of(Kind.DEADLINE_EXCEEDED);
    }

    /** Writes down what a repeat of the import must know of these friends. */
    Uni<Void> writeDown(FriendImport batch) {
        return journal.write(state.lasting(batch));
    }
}
