package org.friendsgateway.vendor;

import static org.friendsgateway.vendor.Eventually.done;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.vertx.core.Vertx;

import org.friendsgateway.sandbox.Fault;
import org.friendsgateway.sandbox.Faults;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The simulation of one vendor, which misbehaves on order, and the apps that call it. */
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

    /** Where the simulation listens; it knows every user of these tests, and there is room in their lists. */
    protected abstract int port();

    /** An app with the right credential, whose first call may be a login. */
    protected abstract VendorApp appAt(VendorEndpoint endpoint);

    protected abstract Faults faults();

    /** Import calls that arrived. */
    protected abstract long calls();

    protected abstract List<String> friendsOf(String user);

    /** Ends the simulation. */
    protected abstract void goDown();

    protected abstract Fault fullListFor(String friend);

    protected abstract Fault refusalForSpeed();

    /** Whatever credential was used so far is refused from now on; a new one is not. */
    protected abstract void outdateCredentials();

    protected final VendorApp app() {
        return app(port(), GENEROUS, 10);
    }

    protected final VendorApp app(int port, Duration callTimeout, int connections) {
        return appAt(VendorEndpoint.of("base-url", URI.create("http://127.0.0.1:" + port), GENEROUS, callTimeout, connections));
    }
}
