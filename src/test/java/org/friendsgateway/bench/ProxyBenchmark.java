package org.friendsgateway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.process.ServerProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Prints the cost of a request through the gateway, and through a proxy that only forwards bytes. */
final class ProxyBenchmark {

    /** Options for a profiler, such as {@code -Dbenchmark.gateway-options=-XX:StartFlightRecording=filename=gateway.jfr}. */
    private static final String MORE_OPTIONS = System.getProperty("benchmark.gateway-options", "");

    private final Vertx vertx = Vertx.vertx();
    private final ServerProcess vendor = Verticles.start(VendorStub.class, new JsonObject());
    private final ServerProcess proxy = Verticles.start(BareProxy.class,
            new JsonObject().put("vendorPort", vendor.port()));
    private final GatewayProcess gateway = GatewayProcess.start(gatewayOptions(), Map.of(),
            ProcessBuilder.Redirect.DISCARD);

    ProxyBenchmark() throws IOException {
    }

    private List<String> gatewayOptions() {
        Stream<String> config = Stream.of("-Xms512m", "-Xmx512m", "-Dquarkus.log.level=WARN",
                "-Dgateway.tencent.apps.bench.base-url=http://127.0.0.1:" + vendor.port(),
                "-Dgateway.tencent.apps.bench.sdk-app-id=1400000000", "-Dgateway.tencent.apps.bench.identifier=admin",
                "-Dgateway.tencent.apps.bench.secret-key=secret", "-Dgateway.tencent.apps.bench.calls-per-second=1000000");
        return Stream.concat(config, MORE_OPTIONS.lines().filter(option -> !option.isBlank())).toList();
    }

    @AfterEach
    void stop() {
        gateway.close();
        proxy.close();
        vendor.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void comparesTheGatewayWithABareProxy() throws InterruptedException {
        System.out.printf("%8s  %-10s  %10s  %14s  %8s  %8s%n", "friends", "server", "requests/s", "CPU µs/request",
                "p50 ms", "p99 ms");
        compare(3, 150_000, 20_000);
        compare(500, 4_000, 2_000);
    }

    private void compare(int friends, int warmUp, int requests) throws InterruptedException {
        Load direct = new Load(vertx, proxy.port(), "/v4/sns/friend_import?sdkappid=1400000000&contenttype=json",
                user -> tencentRequest("u" + user, friends).toBuffer());
        Load gated = new Load(vertx, gateway.port(), "/friends/import",
                user -> gatewayRequest("u" + user, friends).toBuffer());
        assertThat(direct.run(warmUp).wrong()).isZero();
        double bare = measure("bare proxy", friends, proxy::cpu, direct, requests);
        assertThat(gated.run(warmUp).wrong()).isZero();
        double full = measure("gateway", friends, gateway::cpu, gated, requests);
        System.out.printf("%8d  %-10s  %26.2f%n", friends, "ratio", full / bare);
    }

    /** The CPU time of a request in µs. */
    private static double measure(String name, int friends, Supplier<Duration> cpuTime, Load load, int requests)
            throws InterruptedException {
        Duration before = cpuTime.get();
        Load.Result result = load.run(requests);
        double cpu = cpuTime.get().minus(before).toNanos() / 1e3 / requests;
        System.out.printf("%8d  %-10s  %,10.0f  %14.0f  %8.2f  %8.2f%n", friends, name, result.perSecond(), cpu,
                result.medianMillis(), result.p99Millis());
        assertThat(result.wrong()).isZero();
        return cpu;
    }

    private static JsonObject tencentRequest(String user, int friends) {
        return new JsonObject().put("From_Account", user).put("AddFriendItem", IntStream.range(0, friends)
                .mapToObj(i -> new JsonObject().put("To_Account", "friend" + i).put("AddSource", "AddSource_Type_Gateway"))
                .toList());
    }

    private static JsonObject gatewayRequest(String user, int friends) {
        return new JsonObject().put("userId", user).put("friends", IntStream.range(0, friends)
                .mapToObj(i -> new JsonObject().put("userId", "friend" + i)).toList());
    }
}
