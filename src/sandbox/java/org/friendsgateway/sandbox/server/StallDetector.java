package org.friendsgateway.sandbox.server;

import java.util.concurrent.TimeUnit;

import io.vertx.core.Vertx;

/**
 * Detects stalls of the event loop on which it is started and used, so that a call which the loop read late is not taken for
 * one that came late.
 */
public final class StallDetector {

    private static final long PERIOD_MILLIS = 2;
    private static final long MIN_STALL = TimeUnit.MILLISECONDS.toNanos(10);

    private final Vertx vertx;
    private long lastTick;
    /** What is ready at this tick is read before the next one; so what is read after the next one arrived after this one. */
    private long tickBefore;

    public StallDetector(Vertx vertx) {
        this.vertx = vertx;
    }

    /** To be called on the event loop that is watched, as all methods. */
    public void start() {
        lastTick = System.nanoTime();
        tick();
    }

    private void tick() {
        tickBefore = lastTick;
        lastTick = System.nanoTime();
        vertx.setTimer(PERIOD_MILLIS, timer -> tick());
    }

    /** The arrival of what is being read now. */
    public Arrival arrival() {
        long now = System.nanoTime();
        return new Arrival(now - tickBefore < MIN_STALL ? now : tickBefore, now);
    }
}
