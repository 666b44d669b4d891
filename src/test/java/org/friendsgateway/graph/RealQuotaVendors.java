package org.friendsgateway.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

import io.quarkus.runtime.util.HashUtil;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;

import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.easemob.EasemobSandbox;
import org.friendsgateway.sandbox.server.VendorServer;
import org.friendsgateway.sandbox.tencent.TencentSandbox;

/** Both vendors with their real quotas on event loops of their own, and a gateway that logs no single import. */
public final class RealQuotaVendors implements QuarkusTestResourceLifecycleManager {

    /** The API key of the one caller. */
    static final String KEY = "key-of-the-migration";

    private final Vertx vertx = Vertx.vertx();
    private final Sandbox sandbox = new Sandbox(vertx, TencentSandbox.Settings.of(1400000000L, "administrator", "simulated"),
            EasemobSandbox.Settings.of("simulated", "gateway", "simulated-client", "simulated-secret"));

    /** A vendor as the demonstration sees it. */
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
        config.put("gateway.auth.mode", "api-key");
        config.put("gateway.auth.keys.migration.sha256", HashUtil.sha256(KEY));
        config.putAll(sandbox.tencent().gatewayConfig("tencent"));
        config.putAll(sandbox.easemob().gatewayConfig("easemob"));
        return config;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(RealQuotaVendors.class));
    }

    Vendor tencent() {
        return vendor("tencent", 500, sandbox.tencent());
    }

    Vendor easemob() {
        return vendor("easemob", 10, sandbox.easemob());
    }

    private static Vendor vendor(String app, int batchSize, VendorServer server) {
        return new Vendor(app, batchSize, server::friendsOf, server::calls, server::refusals, server::overlaps,
                server::maxPerSlidingSecond, server::forgetEverything);
    }

    @Override
    public void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
