package org.friendsgateway.time;

import io.vertx.core.Vertx;

/** Opens the gateway's own time to tests of other rooms. */
public final class RealScheduler {

    private RealScheduler() {
    }

    public static Scheduler of(Vertx vertx) {
        return new VertxScheduler(vertx);
    }
}
