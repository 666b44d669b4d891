package org.friendsgateway.pipeline;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.coordination.Quota;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.metrics.AppMeters;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.VendorApp;
import org.jboss.logging.Logger;

/** An app with all that stands between it and its callers: circuit, quota, metrics, and a bound on what is under way. */
final class GuardedApp {

    private static final Logger LOG = Logger.getLogger(GuardedApp.class);
    private static final Pattern UNFIT_FOR_LOGS = Pattern.compile("[^A-Za-z0-9_.-]");

    private final VendorApp app;
    private final Circuit circuit;
    private final Quota quota;
    private final Permits permits;
    private final AppMeters meters;
    private final int mostInFlight;
    private final AtomicInteger inFlight = new AtomicInteger();

    GuardedApp(VendorApp app, Circuit circuit, Quota quota, Permits permits, AppMeters meters, int mostInFlight) {
        this.app = app;
        this.circuit = circuit;
        this.quota = quota;
        this.permits = permits;
        this.meters = meters;
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
        return circuit.guard(() -> meters.vendorCall(app.send(batch)))
                .onFailure(GatewayException.class).invoke(cause -> log(cause.failure()))
                .memoize().indefinitely();
    }

    // Codes only: a vendor's text may hold ids of users.
    private void log(Failure failure) {
        LOG.warnf("vendor call failed app=%s code=%s vendorCode=%s httpStatus=%s", profile().name(), failure.kind().code(),
                failure.vendor() == null ? "none"
                        : UNFIT_FOR_LOGS.matcher(String.valueOf(failure.vendor().code())).replaceAll("?"),
                failure.vendor() == null ? "none" : failure.vendor().httpStatus());
    }
}
