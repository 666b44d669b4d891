package org.friendsgateway.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;

import org.friendsgateway.sandbox.EasemobSandbox;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.TencentSandbox;

/** Both vendors with their real quotas, apart from the gateway's own event loops, and a gateway that logs no single import. */
public final class SimulatedVendors implements QuarkusTestResourceLifecycleManager {

    private final Vertx vertx = Vertx.vertx();
    private final Sandbox sandbox = new Sandbox(vertx, TencentSandbox.Settings.of(1400000000L, "administrator", "simulated"),
            EasemobSandbox.Settings.of("simulated", "gateway", "simulated-client", "simulated-secret"));

    /** What the demonstration asks of a vendor, of either kind. */
    record Vendor(String app, int batchSize, Function<String, List<String>> friendsOf, LongSupplier calls,
            LongSupplier refusals, LongSupplier overlaps, IntSupplier maxPerSlidingSecond,
            Runnable forgetEverything) {

        static final int CALLS_PER_SECOND = 100;
    }

    @Override
    public Map<String, String> start() {
        sandbox.start().toCompletionStage().toCompletableFuture().join();
        Map<String, String> config = new HashMap<>(Map.of("quarkus.http.test-port", "0",
                "quarkus.management.test-port", "0",
                "quarkus.log.category.\"org.friendsgateway.imports\".level", "WARN"));
        Map.of("base-url", "http://127.0.0.1:" + sandbox.tencent().port(), "sdk-app-id", "1400000000",
                "identifier", "administrator", "secret-key", "simulated")
                .forEach((key, value) -> config.put("gateway.tencent.apps.tencent." + key, value));
        Map.of("base-url", "http://127.0.0.1:" + sandbox.easemob().port(), "org-name", "simulated", "app-name", "gateway",
                "client-id", "simulated-client", "client-secret", "simulated-secret")
                .forEach((key, value) -> config.put("gateway.easemob.apps.easemob." + key, value));
        return config;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(SimulatedVendors.class));
    }

    Vendor tencent() {
        TencentSandbox tencent = sandbox.tencent();
        return new Vendor("tencent", 500, tencent::friendsOf, tencent::calls, tencent::refusals, tencent::overlaps,
                tencent::maxPerSlidingSecond, tencent::forgetEverything);
    }

    Vendor easemob() {
        EasemobSandbox easemob = sandbox.easemob();
        return new Vendor("easemob", 10, easemob::friendsOf, easemob::calls, easemob::refusals, easemob::overlaps,
                easemob::maxPerSlidingSecond, easemob::forgetEverything);
    }

    @Override
    public void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
