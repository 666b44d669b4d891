package org.friendsgateway.replicas;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

import org.friendsgateway.sandbox.Latency;
import org.friendsgateway.sandbox.Latency.Delay;
import org.friendsgateway.sandbox.TencentSandbox;

/** Tencent with its real quota, at the end of a real network, watched all the time. */
final class StrictVendor implements AutoCloseable {

    static final int CALLS_PER_SECOND = 100;

    private static final Delay ROAD = new Delay(Duration.ofMillis(2), Duration.ofMillis(10));
    private static final Delay WORK = new Delay(Duration.ofMillis(5), Duration.ofMillis(5));
    private static final int SEED = 7;

    // One event loop, so that whatever keeps the vendor from looking at its clock keeps the watch from it, too.
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final DoorWatch watch = new DoorWatch();
    private final TencentSandbox tencent = new TencentSandbox(vertx, TencentSandbox.Settings
            .of(1400000000L, "administrator", "simulated").withLatency(new Latency(ROAD, ROAD, WORK, ROAD, SEED))
            .withClock(watch));
    private final AtomicInteger users = new AtomicInteger();

    StrictVendor() {
        watch.countRefusalsBy(tencent::refusals);
        tencent.start().toCompletionStage().toCompletableFuture().join();
        watch.begin();
        vertx.setPeriodic(DoorWatch.BETWEEN_LOOKS.toMillis(), timer -> watch.look());
    }

    /** Of a gateway in front of it. */
    List<String> options() {
        return Map.of("base-url", "http://127.0.0.1:" + tencent.port(), "sdk-app-id", "1400000000",
                "identifier", "administrator", "secret-key", "simulated").entrySet().stream()
                .map(key -> "-Dgateway.tencent.apps.chat." + key.getKey() + "=" + key.getValue()).toList();
    }

    TencentSandbox tencent() {
        return tencent;
    }

    /** Whom nobody was imported for. */
    String newUser() {
        return "u" + users.incrementAndGet();
    }

    DoorWatch watch() {
        return watch;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
