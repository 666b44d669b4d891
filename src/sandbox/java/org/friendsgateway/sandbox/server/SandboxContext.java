package org.friendsgateway.sandbox.server;

import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.vertx.core.Vertx;

import org.friendsgateway.sandbox.fault.FaultQueue;

/** What all calls of one simulated vendor share. */
final class SandboxContext {

    private final Vertx vertx;
    private final SimulatedVendor vendor;
    private final FaultQueue faults;
    private final WriteTracker writes = new WriteTracker();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Random random = new Random();
    private volatile Latency latency;

    SandboxContext(Vertx vertx, SimulatedVendor vendor, Latency latency) {
        this.vertx = vertx;
        this.vendor = vendor;
        this.faults = new FaultQueue(vendor::check, vendor::canonical);
        this.latency = latency;
        random.setSeed(latency.seed());
    }

    Vertx vertx() {
        return vertx;
    }

    SimulatedVendor vendor() {
        return vendor;
    }

    FaultQueue faults() {
        return faults;
    }

    RequestLog requestLog() {
        return vendor.requestLog();
    }

    WriteTracker writes() {
        return writes;
    }

    ChannelGroup openConnections() {
        return connections;
    }

    /** Applies to delays that begin later. */
    void setLatency(Latency latency) {
        this.latency = latency;
        random.setSeed(latency.seed());
    }

    Duration nextHandshake() {
        return latency.handshake().next(random);
    }

    /** Passes on when the call arrives. A busy machine may run {@code next} later; the call still counts as arrived on time. */
    void afterWayIn(Arrival read, Consumer<Arrival> next) {
        Duration way = latency.in().next(random);
        Arrival arrival = read.plus(way);
        after(way, () -> {
            requestLog().recordLateness(System.nanoTime() - arrival.earliest());
            next.accept(arrival);
        });
    }

    void afterProcessing(Duration extra, Runnable next) {
        after(latency.processing().next(random).plus(extra), next);
    }

    void afterWayOut(Runnable next) {
        after(latency.out().next(random), next);
    }

    /** Rounds to whole milliseconds, because Vert.x's timers do; runs {@code next} at once when none are left. */
    private void after(Duration delay, Runnable next) {
        long millis = delay.plusNanos(500_000).toMillis();
        if (millis < 1) {
            next.run();
        } else {
            vertx.setTimer(millis, timer -> next.run());
        }
    }

    void reset() {
        vendor.reset();
        faults.clear();
        requestLog().reset();
    }
}
