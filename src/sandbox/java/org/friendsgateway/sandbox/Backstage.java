package org.friendsgateway.sandbox;

import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.vertx.core.Vertx;

/** What all calls of one simulated vendor share. */
final class Backstage {

    private final Vertx vertx;
    private final Vendor vendor;
    private final Faults faults;
    private final Traffic traffic;
    private final Writers writers = new Writers();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Random random = new Random();
    private volatile Latency latency;

    Backstage(Vertx vertx, Vendor vendor, Traffic traffic, Latency latency) {
        this.vertx = vertx;
        this.vendor = vendor;
        this.faults = new Faults(vendor);
        this.traffic = traffic;
        this.latency = latency;
        random.setSeed(latency.seed());
    }

    Vertx vertx() {
        return vertx;
    }

    Vendor vendor() {
        return vendor;
    }

    Faults faults() {
        return faults;
    }

    Traffic traffic() {
        return traffic;
    }

    /** Those that are open. */
    ChannelGroup connections() {
        return connections;
    }

    Writers writers() {
        return writers;
    }

    /** From now on. */
    void setLatency(Latency other) {
        latency = other;
        random.setSeed(other.seed());
    }

    Duration handshake() {
        return latency.handshake().next(random);
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

    /** Continues with the arrival at the end of the way in, which stays the same however late a busy machine continues. */
    void afterTheWayIn(Arrival read, Consumer<Arrival> next) {
        Duration way = latency.in().next(random);
        Arrival arrival = read.plus(way);
        after(way, () -> {
            traffic.late(System.nanoTime() - arrival.earliest());
            next.accept(arrival);
        });
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
