package org.friendsgateway.replicas;

import static org.friendsgateway.Await.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.vertx.core.Vertx;

import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.process.RealRedis;

/** Gateways that share a Redis and a vendor; the vendor belongs to the fleet. */
final class ReplicaFleet implements AutoCloseable {

    static final Path LOGS = Path.of("target", "replicas");

    private static final List<String> SMALL_JVM = List.of("-Xmx192m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    private static final int WARM_UP_CALLS = 300;
    private static final AtomicInteger LOG_NUMBERS = new AtomicInteger();

    private final Vertx vertx = Vertx.vertx();
    private final StrictVendor vendor;
    private final List<String> options;
    private final List<GatewayProcess> gateways = new ArrayList<>();
    private File newestLog = LOGS.toFile();

    /** Starts {@code size} gateways. The options name the Redis, and whatever else differs from the defaults. */
    ReplicaFleet(int size, String... options) throws IOException {
        Files.createDirectories(LOGS);
        vendor = new StrictVendor();
        this.options = Stream.of(SMALL_JVM.stream(), vendor.options().stream(), Stream.of(options)).flatMap(all -> all)
                .toList();
        try {
            for (int i = 0; i < size; i++) {
                addGateway(Map.of());
            }
        } catch (IOException | RuntimeException | AssertionError failed) {
            close();
            throw failed;
        }
    }

    /** Starts {@code size} gateways that share a single Redis. */
    static ReplicaFleet with(RealRedis redis, int size, String... options) throws IOException {
        return new ReplicaFleet(size, Stream.concat(Stream.of(options),
                Stream.of("-Dquarkus.redis.hosts=redis://127.0.0.1:" + redis.port())).toArray(String[]::new));
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

    /** The log of the gateway that was started last. */
    Path newestLog() {
        return newestLog.toPath();
    }

    void killLast() {
        gateways.remove(gateways.size() - 1).kill();
    }

    /** Starts one more gateway, with these environment variables. */
    void addGateway(Map<String, String> environment) throws IOException {
        newestLog = LOGS.resolve("gateway-" + LOG_NUMBERS.incrementAndGet() + ".log").toFile();
        gateways.add(GatewayProcess.start(options, environment, ProcessBuilder.Redirect.to(newestLog)));
    }

    /** Imports until every gateway is compiled and shares the quota with the others. */
    void warmUp() {
        awaitShared();
        SaturationRun run = new SaturationRun(this, "warm-up");
        run.saturate();
        vendor.awaitCalls(WARM_UP_CALLS);
        run.end();
    }

    /** Waits until every gateway shares the quota with all others. */
    void awaitShared() {
        await("the quota is shared by " + gateways.size()).until(() -> gateways.stream().allMatch(gateway -> gateway
                .gauge("friends_import_coordination_degraded") == 0
                && gateway.gauge("friends_import_replicas") == gateways.size()));
    }

    /** Waits until every gateway has noticed that Redis is lost. */
    void awaitDegraded(Duration timeout) {
        await("every gateway is degraded").atMost(timeout)
                .until(() -> gateways.stream().allMatch(gateway -> gateway.gauge("friends_import_coordination_degraded") == 1));
    }

    @Override
    public void close() {
        gateways.forEach(GatewayProcess::kill);
        vendor.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
