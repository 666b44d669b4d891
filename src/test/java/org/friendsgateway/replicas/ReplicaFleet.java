package org.friendsgateway.replicas;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.vertx.core.Vertx;

import org.friendsgateway.Patience;
import org.friendsgateway.process.GatewayProcess;

/** Gateways that share a Redis and stand before the same vendor. */
final class ReplicaFleet implements AutoCloseable {

    private static final List<String> SMALL = List.of("-Xmx192m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int WARM_UP_CALLS = 300;
    private static final AtomicInteger LOGS = new AtomicInteger();

    private final Vertx vertx = Vertx.vertx();
    private final StrictVendor vendor;
    private final List<String> options;
    private final List<GatewayProcess> gateways = new ArrayList<>();
    private Path newestLog = Path.of("target", "replicas");

    /** {@code options} say where Redis is, and whatever else is not as usual. */
    ReplicaFleet(int size, StrictVendor vendor, String... options) throws IOException {
        this.vendor = vendor;
        this.options = Stream.of(SMALL.stream(), vendor.options().stream(), Stream.of(options)).flatMap(all -> all).toList();
        try {
            for (int i = 0; i < size; i++) {
                gateways.add(launch(Map.of()));
            }
        } catch (IOException | RuntimeException | AssertionError failed) {
            close();
            throw failed;
        }
    }

    private GatewayProcess launch(Map<String, String> environment) throws IOException {
        File logs = new File("target/replicas");
        if (!logs.isDirectory() && !logs.mkdirs()) {
            throw new IOException("there is no " + logs);
        }
        File log = new File(logs, "gateway-" + LOGS.incrementAndGet() + ".log");
        newestLog = log.toPath();
        return GatewayProcess.start(options, environment, ProcessBuilder.Redirect.to(log));
    }

    Vertx vertx() {
        return vertx;
    }

    StrictVendor vendor() {
        return vendor;
    }

    List<GatewayProcess> gateways() {
        return List.copyOf(gateways);
    }

    GatewayProcess last() {
        return gateways.get(gateways.size() - 1);
    }

    /** What the last one writes. */
    Path logOfLast() {
        return newestLog;
    }

    /** Kills the last one. */
    void killLast() {
        gateways.remove(gateways.size() - 1).kill();
    }

    /** One more, in this environment. */
    void grow(Map<String, String> environment) throws IOException {
        gateways.add(launch(environment));
    }

    /** Imports until everybody has become fast, and shares the quota with the others. */
    void warmUp() {
        awaitShared();
        Run run = new Run(this, "warm-up");
        run.saturate();
        vendor.untilCalls(WARM_UP_CALLS);
        run.end();
    }

    void awaitShared() {
        Patience.until("the quota is shared by " + gateways.size(), SOON, () -> gateways.stream().allMatch(gateway -> gateway
                .gauge("friends_import_coordination_degraded") == 0
                && gateway.gauge("friends_import_replicas") == gateways.size()));
    }

    void awaitDegraded(Duration longest) {
        Patience.until("everybody has noticed that Redis is lost", longest,
                () -> gateways.stream().allMatch(gateway -> gateway.gauge("friends_import_coordination_degraded") == 1));
    }

    @Override
    public void close() {
        gateways.forEach(GatewayProcess::kill);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
