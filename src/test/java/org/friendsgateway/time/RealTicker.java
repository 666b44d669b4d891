package org.friendsgateway.time;

import io.vertx.core.Vertx;

/** Opens the gateway's own time to tests of other rooms. */
public final class RealTicker {

    private RealTicker() {
    }

    public static Ticker of(Vertx vertx) {
        return new VertxTicker(vertx);
    }
}
