package org.friendsgateway;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;

import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.easemob.EasemobSandbox;
import org.friendsgateway.sandbox.server.Latency;
import org.friendsgateway.sandbox.tencent.TencentSandbox;

/**
 * Starts both simulated vendors on free ports and configures a gateway in front of them. Sets fields of type {@link Sandbox} in
 * tests. Tests that use up an app's quota or open its circuit have an app of their own.
 */
public final class SimulatedVendors implements QuarkusTestResourceLifecycleManager {

    /** More than ordinary tests need, so that they never wait. */
    private static final int NO_LIMIT = 5000;

    private final Vertx vertx = Vertx.vertx();
    private final Sandbox sandbox = new Sandbox(vertx,
            TencentSandbox.Settings.of(1400000000, "administrator", "a-secret-of-tencent")
                    .withCallsPerSecond(2 * NO_LIMIT).withLatency(Latency.processing(Duration.ofMillis(2))),
            EasemobSandbox.Settings.of("simulated", "gateway", "a-client", "a-secret-of-easemob")
                    .withCallsPerSecond(2 * NO_LIMIT).withLatency(Latency.processing(Duration.ofMillis(2))));

    @Override
    public Map<String, String> start() {
        try {
            sandbox.start().toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException failed) {
            throw new IllegalStateException("The simulated vendors did not start", failed);
        }
        Map<String, String> config = new LinkedHashMap<>();
        config.putAll(gateway());
        config.putAll(tencent("chat-cn", NO_LIMIT));
        config.putAll(easemob("chat-ease", NO_LIMIT));
        config.putAll(easemob("stored-ease", NO_LIMIT));
        config.putAll(easemob("paused-ease", NO_LIMIT));
        for (String app : new String[] { "faulty", "fused", "throttled", "left", "metered", "crowded", "stored" }) {
            config.putAll(tencent(app, NO_LIMIT));
        }
        config.putAll(tencent("slow", 1));
        config.putAll(tencent("down", NO_LIMIT));
        // A port without a listener.
        config.put("gateway.tencent.apps.down.base-url", "http://127.0.0.1:1");
        config.put("gateway.tencent.apps.crowded.call-timeout", "20s");
        config.put("gateway.tencent.apps.left.call-timeout", "20s");
        config.put("gateway.tencent.apps.metered.call-timeout", "20s");
        config.put("gateway.carrierpigeon.apps.loft.pigeons", "2");
        config.put("gateway.carrierpigeon.apps.tower.pigeons", "1000");
        config.put("gateway.carrierpigeon.apps.idle.pigeons", "1");
        return config;
    }

    private static Map<String, String> gateway() {
        return Map.of(
                "quarkus.http.test-port", "0",
                "quarkus.management.test-port", "0",
                "gateway.retry.initial-backoff", "10ms",
                "gateway.circuit.window", "120",
                "gateway.circuit.delay", "2s",
                // Reports a blocked event loop soon.
                "quarkus.vertx.max-event-loop-execute-time", "500ms",
                "quarkus.vertx.warning-exception-time", "50ms");
    }

    private Map<String, String> tencent(String app, int callsPerSecond) {
        return with("gateway.tencent.apps." + app, callsPerSecond, sandbox.tencent().gatewayConfig(app));
    }

    private Map<String, String> easemob(String app, int callsPerSecond) {
        return with("gateway.easemob.apps." + app, callsPerSecond, sandbox.easemob().gatewayConfig(app));
    }

    private static Map<String, String> with(String prefix, int callsPerSecond, Map<String, String> app) {
        Map<String, String> config = new LinkedHashMap<>(app);
        config.put(prefix + ".call-timeout", "2s");
        config.put(prefix + ".calls-per-second", Integer.toString(callsPerSecond));
        return config;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(sandbox, new TestInjector.MatchesType(Sandbox.class));
    }

    @Override
    public void stop() {
        sandbox.close().eventually(() -> vertx.close()).toCompletionStage().toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS).join();
    }
}
