package org.friendsgateway.pipeline;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.coordination.Quota;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.metrics.AppMeters;
import org.friendsgateway.tracing.AppSpans;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorCallLog;

/** An app with all that stands between it and its callers: circuit, quota, metrics, and a bound on what is under way. */
final class GuardedApp {

    private final VendorApp app;
    private final Circuit circuit;
    private final Quota quota;
    private final Permits permits;
    private final AppMeters meters;
    private final AppSpans spans;
    private final VendorCallLog log;
    private final int mostInFlight;
    private final AtomicInteger inFlight = new AtomicInteger();

    GuardedApp(VendorApp app, Circuit circuit, Quota quota, Permits permits, AppMeters meters, AppSpans spans,
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

    Quota quota() {
        return quota;
    }

    Permits permits() {
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

    /** Makes sure that a call would be let through and need not log in; nothing is spent on one that would not. */
    Uni<Void> prepare() {
        return circuit.check().chain(app::authenticate);
    }

    /** One vendor call, which goes on to its end whoever still waits for it. */
    Uni<List<FriendOutcome>> send(FriendImport batch) {
        long began = System.nanoTime();
        return circuit.guard(() -> spans.vendorCall(batch.friends().size(), meters.vendorCall(app.send(batch))))
                .onItem().invoke(outcomes -> log.answered(outcomes, began))
                .onFailure(GatewayException.class)
                .invoke(cause -> log.failed(batch.friends().size(), began, cause))
                .memoize().indefinitely();
    }
}
