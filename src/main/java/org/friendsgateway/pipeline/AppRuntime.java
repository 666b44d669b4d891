package org.friendsgateway.pipeline;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
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
import org.jspecify.annotations.Nullable;

/** An app with all that stands between it and its callers: circuit, quota, metrics, and a bound on what is under way. */
final class AppRuntime {

    private static final Failure GATEWAY_FAILED = Failure.of(Kind.INTERNAL_ERROR);

    private final VendorApp app;
    private final Circuit circuit;
    private final Quota quota;
    private final PermitQueue permits;
    private final AppMeters meters;
    private final AppSpans spans;
    private final VendorCallLog log;
    private final int mostInFlight;
    private final AtomicInteger inFlight = new AtomicInteger();

    AppRuntime(VendorApp app, Circuit circuit, Quota quota, PermitQueue permits, AppMeters meters, AppSpans spans,
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
        circuit.onOpen(() -> permits.refuseAll(circuit.refusal()));
    }

    AppProfile profile() {
        return app.profile();
    }

    VendorApp app() {
        return app;
    }

    /** Whether a call that asks for a permit now would get it before all others, and could use it. */
    boolean isIdle() {
        return permits.isIdle() && !circuit.open();
    }

    PermitQueue permits() {
        return permits;
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
            Consumer<@Nullable Failure> end = circuit.begin();
            if (end != null) {
                end.accept(cause.failure());
            }
            ended(batch, began, new ImportOutcome.Failed(cause.failure()));
        });
    }

    /**
     * One vendor call, which goes on to its end even when its caller has left; neither the connection nor the permit is held
     * after it, nor when the circuit has opened and refuses it.
     */
    Uni<ImportOutcome> send(VendorConnection connection, FriendImport batch, Permit permit) {
        return Uni.createFrom().deferred(() -> {
            Consumer<@Nullable Failure> end = circuit.begin();
            if (end == null) {
                connection.release();
                permits.release(permit);
                return Uni.createFrom().item(new ImportOutcome.Failed(circuit.refusal()));
            }
            return call(connection, batch, permit, end);
        }).memoize().indefinitely();
    }

    private Uni<ImportOutcome> call(VendorConnection connection, FriendImport batch, Permit permit,
            Consumer<@Nullable Failure> end) {
        long began = System.nanoTime();
        return spans
                .vendorCall(batch.friends().size(),
                        Uni.createFrom().deferred(() -> connection.send(batch, () -> quota.sent(permit))))
                .onItemOrFailure().invoke((outcome, failure) -> {
                    quota.ended(permit);
                    connection.release();
                    end.accept(outcome == null ? null : outcome.failure());
                    ended(batch, began, outcome);
                });
    }

    /** @param outcome null when the gateway itself failed */
    private void ended(FriendImport batch, long began, @Nullable ImportOutcome outcome) {
        meters.vendorCall(outcome == null ? GATEWAY_FAILED : outcome.failure(), System.nanoTime() - began);
        if (outcome != null) {
            log.ended(batch.friends().size(), began, outcome);
        }
    }
}
