package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.app.AppRuntime;
import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.lock.UserLocks.Lock;
import org.friendsgateway.pipeline.MemoryBudget.Reservation;
import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.PermitQueue;
import org.friendsgateway.quota.Priority;
import org.friendsgateway.quota.Quota.Demand;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.time.Deadline;
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
    final Deadline deadline;
    final Stopwatch ownerWait;
    final Stopwatch permitWait;
    /** Runs within the permit wait and is not part of it. */
    final Stopwatch connecting;
    final Stopwatch vendorTime;
    private Uni<?> callInFlight = Uni.createFrom().voidItem();
    private boolean permitted;
    private @Nullable Lock lock;
    private @Nullable VendorConnection connection;
    private @Nullable Lease leased;

    ImportRun(AppRuntime app, ImportCommand command, Deadline deadline, Scheduler scheduler) {
        this.app = app;
        this.caller = command.caller();
        this.priority = command.priority();
        this.owner = command.friends().owner();
        this.state = new ImportState(command.friends(), command.journal());
        this.journal = command.journal();
        this.memory = command.memory();
        this.deadline = deadline;
        this.ownerWait = new Stopwatch(scheduler, app.spans(), "owner wait");
        this.permitWait = new Stopwatch(scheduler, app.spans(), "permit wait");
        this.connecting = new Stopwatch(scheduler);
        this.vendorTime = new Stopwatch(scheduler);
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

    /** The demand for a permit together with the lock, which saves a round trip; null when other calls wait for permits. */
    @Nullable
    Demand demand() {
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

    /** Completes when the vendor call in flight, if any, has ended. */
    Uni<?> callInFlight() {
        return callInFlight;
    }

    /** Records that a call for these friends begins: from now on the vendor may import them. */
    <T> Uni<T> sending(FriendImport batch, Uni<T> call) {
        permitted = true;
        state.sending(batch);
        Uni<T> counted = memory == null ? call : pinning(memory, call);
        callInFlight = counted;
        return counted;
    }

    // A call goes on when its caller has disconnected, and so does the memory that it holds.
    private static <T> Uni<T> pinning(Reservation memory, Uni<T> call) {
        memory.pin();
        return call.onItemOrFailure().invoke((item, failure) -> memory.unpin()).memoize().indefinitely();
    }

    /** Completes with a permit when the call is prepared; fails when none comes before the deadline. */
    Uni<Permit> takePermit(Supplier<Uni<Void>> preparation) {
        return Uni.createFrom().deferred(() -> {
            Lease lease = takeLease();
            if (lease != null) {
                app.permits().offer(lease);
            }
            return app.permits().take(caller, priority, deadline, this::noPermit, blocked -> preparation.get());
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
