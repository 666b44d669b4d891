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

/** A simulated vendor that fails on request, and the apps that call it. */
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

    /** The port of the simulation, where every user of these tests exists and has room in the list. */
    protected abstract int port();

    /** An app with a valid credential, whose first call may be a login. */
    protected abstract VendorApp appAt(VendorEndpoint endpoint);

    protected abstract FaultQueue faults();

    /** The number of import calls that have arrived. */
    protected abstract long calls();

    protected abstract List<String> friendsOf(String user);

    /** Stops the simulation. */
    protected abstract void goDown();

    protected abstract Fault fullListFor(String friend);

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
