package org.friendsgateway;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;

import org.friendsgateway.sandbox.EasemobSandbox;
import org.friendsgateway.sandbox.Latency;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.TencentSandbox;

/**
 * Both simulated vendors on free ports, and the configuration of a gateway in front of them. A field of type
 * {@link Sandbox} in a test is filled in. Tests that spend an app's quota or break its circuit have an app of their own.
 */
public final class SimulatedVendors implements QuarkusTestResourceLifecycleManager {

    /** Above all that ordinary tests do, so that they need not wait. */
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
        // The apps of dev mode, for the examples of the pages.
        config.putAll(tencent("tencent", 100));
        config.putAll(easemob("easemob", 100));
        config.putAll(easemob("stored-ease", NO_LIMIT));
        config.putAll(easemob("paused-ease", NO_LIMIT));
        for (String app : new String[] { "faulty", "fused", "throttled", "left", "metered", "crowded", "stored" }) {
            config.putAll(tencent(app, NO_LIMIT));
        }
        config.putAll(tencent("slow", 1));
        config.putAll(tencent("down", NO_LIMIT));
        // The port of nobody.
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
                // So that whatever keeps an event loop for long is told of, and soon.
                "quarkus.vertx.max-event-loop-execute-time", "500ms",
                "quarkus.vertx.warning-exception-time", "50ms");
    }

    private Map<String, String> tencent(String app, int callsPerSecond) {
        return keys("gateway.tencent.apps." + app, Map.of(
                "base-url", "http://127.0.0.1:" + sandbox.tencent().port(),
                "sdk-app-id", "1400000000",
                "identifier", "administrator",
                "secret-key", "a-secret-of-tencent",
                "call-timeout", "2s",
                "calls-per-second", Integer.toString(callsPerSecond)));
    }

    private Map<String, String> easemob(String app, int callsPerSecond) {
        return keys("gateway.easemob.apps." + app, Map.of(
                "base-url", "http://127.0.0.1:" + sandbox.easemob().port(),
                "org-name", "simulated",
                "app-name", "gateway",
                "client-id", "a-client",
                "client-secret", "a-secret-of-easemob",
                "call-timeout", "2s",
                "calls-per-second", Integer.toString(callsPerSecond)));
    }

    private static Map<String, String> keys(String prefix, Map<String, String> values) {
        Map<String, String> keys = new LinkedHashMap<>();
        values.forEach((name, value) -> keys.put(prefix + "." + name, value));
        return keys;
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
