package org.friendsgateway.pipeline;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.coordination.Quota;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
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
    private static final int MOST_LOGGED_OF_A_CALL = 3;
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
                .onItem().invoke(this::logUnknown)
                .onFailure(GatewayException.class).invoke(cause -> log("vendor call failed", cause.failure()))
                .memoize().indefinitely();
    }

    private void logUnknown(List<FriendOutcome> outcomes) {
        outcomes.stream().map(FriendOutcome::failure).filter(Objects::nonNull)
                .filter(failure -> failure.kind() == Kind.VENDOR_REJECTED)
                .collect(Collectors.toMap(GuardedApp::vendorCode, failure -> failure, (first, same) -> first))
                .values().stream().limit(MOST_LOGGED_OF_A_CALL).forEach(failure -> log("vendor refused a friend", failure));
    }

    // Codes only: a vendor's text may hold ids of users.
    private void log(String what, Failure failure) {
        LOG.warnf("%s app=%s code=%s vendorCode=%s httpStatus=%s", what, profile().name(), failure.kind().code(),
                vendorCode(failure), failure.vendor() == null ? "none" : failure.vendor().httpStatus());
    }

    private static String vendorCode(Failure failure) {
        return failure.vendor() == null ? "none"
                : UNFIT_FOR_LOGS.matcher(String.valueOf(failure.vendor().code())).replaceAll("?");
    }
}
