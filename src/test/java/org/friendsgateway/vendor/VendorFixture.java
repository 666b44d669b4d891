package org.friendsgateway.vendor;

import static org.friendsgateway.vendor.Eventually.done;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.vertx.core.Vertx;

import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.fault.FaultQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * A simulated vendor that fails on request, and the apps that call it: all that a vendor's own test provides.
 *
 * <p>
 * The simulation is a {@link org.friendsgateway.sandbox.server.VendorServer} with a
 * {@link org.friendsgateway.sandbox.server.SimulatedVendor}, in the vendor's test package or in the sandbox. The server delays,
 * breaks connections and takes faults; the vendor checks requests, stores friends and answers. It must have room for every
 * friend, not limit the rate, and know every id except those that begin with {@code ghost}. Its {@code admit} counts each
 * arrival in its request log, and its work honours the {@link org.friendsgateway.sandbox.fault.FaultResponse.Edits} that it is
 * given: {@code results} for single friends, who are not stored, and {@code mentions} for the ids in the response.
 */
public abstract class VendorFixture {

    protected static final Duration GENEROUS = Duration.ofSeconds(30);

    private static Vertx vertx;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        done(vertx.close());
    }

    protected static Vertx vertx() {
        return vertx;
    }

    /** The port of the simulation. */
    protected abstract int port();

    /** A new app with a valid credential, whose first call may be a login, so that it shares no token with other apps. */
    protected abstract VendorApp appAt(VendorEndpoint endpoint);

    /** The faults of the simulation. */
    protected abstract FaultQueue faults();

    /** The number of import calls that have arrived, without logins. */
    protected abstract long calls();

    /** The ids that the vendor has stored for the user; in the order of import if its answers list several friends. */
    protected abstract List<String> friendsOf(String user);

    /** Stops the simulation. */
    protected abstract void goDown();

    /** The vendor refuses the next import because of the rate of calls. */
    protected abstract Fault refusalForSpeed();

    /** From now on the vendor refuses all credentials used so far, but not new ones. */
    protected abstract void invalidateCredentials();

    protected final VendorApp app() {
        return app(port(), GENEROUS, 10);
    }

    protected final VendorApp app(int port, Duration callTimeout, int connections) {
        return appAt(VendorEndpoint.of("base-url", URI.create("http://127.0.0.1:" + port), GENEROUS, callTimeout, connections));
    }
}
