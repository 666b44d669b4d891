package org.friendsgateway.app;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.friend.ImportOutcome.Failed;
import org.friendsgateway.metrics.AppMeters;
import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.PermitQueue;
import org.friendsgateway.quota.Priority;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.tracing.AppSpans;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorCallLog;
import org.friendsgateway.vendor.VendorConnection;

/** One app at work: its decorated vendor app, its quota, and a bound on its imports in flight. */
public final class AppRuntime {

    private final VendorApp app;
    private final CircuitBreakingApp circuit;
    private final VendorCallLog log;
    private final Quota quota;
    private final PermitQueue permits;
    private final AppMeters meters;
    private final AppSpans spans;
    private final int maxInFlight;
    private final AtomicInteger singlesInFlight = new AtomicInteger();
    private final AtomicInteger linesInFlight = new AtomicInteger();

    AppRuntime(VendorApp app, Quota quota, AppMeters meters, AppSpans spans, AppConfig config, Scheduler scheduler) {
        this.app = app;
        this.log = new VendorCallLog(app.profile());
        this.circuit = new CircuitBreakingApp(new MeteredApp(new LoggedApp(new TracedApp(app, spans), log), meters),
                config.circuit(), scheduler);
        this.quota = quota;
        this.permits = new PermitQueue(quota, scheduler);
        this.meters = meters;
        this.spans = spans;
        this.maxInFlight = config.maxInFlight();
        meters.watch(() -> singlesInFlight.get() + linesInFlight.get(), circuit::isOpen);
        circuit.onOpen(() -> permits.refuseAll(circuit.refusal()));
    }

    public AppProfile profile() {
        return app.profile();
    }

    /** The vendor's own app, which knows the rules of the vendor; calls go by {@link #connect} and {@link #send}. */
    public VendorApp app() {
        return app;
    }

    public PermitQueue permits() {
        return permits;
    }

    public AppMeters meters() {
        return meters;
    }

    public AppSpans spans() {
        return spans;
    }

    /** Whether no call waits for a permit and none would be refused, so that the next call would get the next permit. */
    public boolean isIdle() {
        return permits.isIdle() && !circuit.isOpen();
    }

    /**
     * Counts an import in and returns whether there is room for it; {@link #leave} counts it out in either case. Bulk lines
     * take no room from single imports: their streams limit them.
     */
    public boolean enter(Priority priority) {
        return inFlight(priority).incrementAndGet() <= maxInFlight || priority == Priority.BULK;
    }

    public void leave(Priority priority) {
        inFlight(priority).decrementAndGet();
    }

    private AtomicInteger inFlight(Priority priority) {
        return priority == Priority.SINGLE ? singlesInFlight : linesInFlight;
    }

    /**
     * Logs in where the vendor needs it, and opens a connection for the call of this batch. Fails at once while the circuit is
     * open, and with the failure of the login or of the connection; nothing was sent then.
     */
    public Uni<VendorConnection> connect(FriendImport batch) {
        return circuit.authenticate().chain(() -> open(batch));
    }

    // Logged here, because no decorator knows how many friends the connection is for.
    private Uni<VendorConnection> open(FriendImport batch) {
        long start = System.nanoTime();
        return circuit.connect().onFailure(GatewayException.class)
                .invoke(cause -> log.ended(batch.friends().size(), start, new Failed(cause.failure())));
    }

    /**
     * Makes one vendor call, which goes on when its caller has left. Ends the connection and the permit: a call that the
     * circuit refuses returns the permit unused.
     *
     * @param checking run, on any thread, before anything is sent if the call is only a check, so that it imports no friend
     */
    public Uni<ImportOutcome> send(VendorConnection connection, FriendImport batch, Permit permit, Runnable checking) {
        AtomicBoolean sent = new AtomicBoolean();
        VendorConnection.Listener listener = new VendorConnection.Listener() {

            @Override
            public void checking() {
                checking.run();
            }

            @Override
            public void written() {
                sent.set(true);
                quota.sent(permit);
            }
        };
        return Uni.createFrom().deferred(() -> connection.send(batch, listener)).onItemOrFailure().invoke((outcome, bug) -> {
            // After a bug nothing is known, so the permit counts as used.
            if (sent.get() || bug != null) {
                quota.ended(permit);
            } else {
                permits.release(permit);
            }
            connection.release();
        }).memoize().indefinitely();
    }
}
