package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.metrics.AppMeters;
import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.PermitQueue;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.tracing.AppSpans;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorCallLog;
import org.friendsgateway.vendor.VendorConnection;

/** An app with all that stands between it and its callers: circuit, quota, metrics, and a bound on what is under way. */
final class GuardedApp {

    private final VendorApp app;
    private final Circuit circuit;
    private final Quota quota;
    private final PermitQueue permits;
    private final AppMeters meters;
    private final AppSpans spans;
    private final VendorCallLog log;
    private final int mostInFlight;
    private final AtomicInteger inFlight = new AtomicInteger();

    GuardedApp(VendorApp app, Circuit circuit, Quota quota, PermitQueue permits, AppMeters meters, AppSpans spans,
            int mostInFlight) {
        this.app = app;
        this.circuit = circuit;
        this.quota = quota;
        this.permits = permits;
        this.meters = meters;
        this.spans = spans;
        this.log = new VendorCallLog(app.profile());
        this.mostInFlight = mostInFlight;
        meters.watch(inFlight::get, circuit::open);
    }

    AppProfile profile() {
        return app.profile();
    }

    VendorApp app() {
        return app;
    }

    PermitQueue permits() {
        return permits;
    }

    /** Whether a call that asks for a permit now would get it before all others, and could use it. */
    boolean isIdle() {
        return permits.isIdle() && !circuit.open();
    }

    AppMeters meters() {
        return meters;
    }

    AppSpans spans() {
        return spans;
    }

    /** Whether one more import may be under way; {@link #leave} takes it back, whatever the answer. */
    boolean enter() {
        return inFlight.incrementAndGet() <= mostInFlight;
    }

    void leave() {
        inFlight.decrementAndGet();
    }

    /**
     * Holds an open connection for a call of this batch; fails at once when the circuit is open, so that nothing is spent on a
     * call that would be refused, and with the failure of a login or of the connection.
     */
    Uni<VendorConnection> connect(FriendImport batch) {
        return circuit.check().chain(app::authenticate).chain(() -> open(batch));
    }

    private Uni<VendorConnection> open(FriendImport batch) {
        long began = System.nanoTime();
        return app.connect().onFailure(GatewayException.class).invoke(cause -> {
            ImportOutcome outcome = new ImportOutcome.Failed(cause.failure());
            circuit.note(cause.failure());
            meters.vendorCall(outcome, Duration.ofNanos(System.nanoTime() - began));
            log.ended(batch.friends().size(), began, outcome);
        });
    }

    /** The same wait, failed at once when the circuit opens meanwhile, so that nothing is spent on a failing vendor. */
    <T> Uni<T> unlessOpened(Uni<T> wait) {
        return circuit.unlessOpened(wait);
    }

    /**
     * One vendor call, which goes on to its end even when its caller has left; neither the connection nor the permit is held
     * after it.
     */
    Uni<ImportOutcome> send(VendorConnection connection, FriendImport batch, Permit permit) {
        return circuit.guard(() -> call(connection, batch, () -> quota.sent(permit))).onTermination().invoke(() -> {
            quota.ended(permit);
            connection.release();
        }).memoize().indefinitely();
    }

    private Uni<ImportOutcome> call(VendorConnection connection, FriendImport batch, Runnable written) {
        long began = System.nanoTime();
        int friends = batch.friends().size();
        return spans.vendorCall(friends, meters.vendorCall(connection.send(batch, written)))
                .onItem().invoke(outcome -> log.ended(friends, began, outcome));
    }
}
