package org.friendsgateway.sandbox;

import java.time.Duration;
import java.util.Random;

import io.vertx.core.Vertx;

/** What all calls of one simulated vendor share. */
record Backstage(Vertx vertx, Vendor vendor, Faults faults, Traffic traffic, Writers writers, Latency latency, Random random) {

    Backstage(Vertx vertx, Vendor vendor, Traffic traffic, Latency latency) {
        this(vertx, vendor, new Faults(vendor), traffic, new Writers(), latency, new Random(latency.seed()));
    }

    /** Timers count whole milliseconds; half of one and more is rounded up, less passes at once. */
    void after(Duration delay, Runnable next) {
        long millis = delay.plusNanos(500_000).toMillis();
        if (millis < 1) {
            next.run();
        } else {
            vertx.setTimer(millis, timer -> next.run());
        }
    }

    void afterTheWayIn(Runnable next) {
        after(latency.in().next(random), next);
    }

    void afterProcessing(Duration extra, Runnable next) {
        after(latency.processing().next(random).plus(extra), next);
    }

    void afterTheWayOut(Runnable next) {
        after(latency.out().next(random), next);
    }

    void forgetEverything() {
        vendor.forget();
        faults.clear();
        traffic.forget();
    }
}
