package org.friendsgateway.prometheus;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.vertx.core.Vertx;

import org.friendsgateway.sandbox.easemob.EasemobSandbox;
import org.friendsgateway.sandbox.tencent.TencentSandbox;

/** Simulated vendors and the apps of a gateway: healthy ones, and one for each problem that an app can have. */
final class Vendors implements AutoCloseable {

    private static final long SDK_APP_ID = 1400000000L;
    private static final String SECRET = "a-secret";
    private static final int CLOSED_PORT = 1;

    private final Vertx vertx = Vertx.vertx();
    private final TencentSandbox tencent = new TencentSandbox(vertx,
            TencentSandbox.Settings.of(SDK_APP_ID, "administrator", SECRET).withCallsPerSecond(1000));
    private final TencentSandbox shared = new TencentSandbox(vertx,
            TencentSandbox.Settings.of(SDK_APP_ID, "administrator", SECRET).withCallsPerSecond(2));
    private final EasemobSandbox easemob = new EasemobSandbox(vertx,
            EasemobSandbox.Settings.of("org", "app", "client", SECRET));

    Vendors() {
        Stream.of(tencent.start(), shared.start(), easemob.start())
                .forEach(started -> started.toCompletionStage().toCompletableFuture().join());
    }

    TencentSandbox tencent() {
        return tencent;
    }

    /** The options of a gateway with all apps. */
    List<String> options() {
        return Stream.of(
                tencent("chat", tencent.port(), SECRET, 100),
                tencent("tight", tencent.port(), SECRET, 5),
                // Other clients of this vendor leave only a few calls of the hundred.
                tencent("shared", shared.port(), SECRET, 100),
                tencent("locked", tencent.port(), "an-old-secret", 100),
                tencent("down", CLOSED_PORT, SECRET, 100),
                options("gateway.easemob.apps.ease", Map.of("base-url", "http://127.0.0.1:" + easemob.port(),
                        "org-name", "org", "app-name", "app", "client-id", "client", "client-secret", SECRET)))
                .flatMap(options -> options).toList();
    }

    private static Stream<String> tencent(String app, int port, String secret, int callsPerSecond) {
        return options("gateway.tencent.apps." + app, Map.of("base-url", "http://127.0.0.1:" + port,
                "sdk-app-id", Long.toString(SDK_APP_ID), "identifier", "administrator", "secret-key", secret,
                "calls-per-second", Integer.toString(callsPerSecond)));
    }

    private static Stream<String> options(String prefix, Map<String, String> values) {
        return values.entrySet().stream().map(key -> "-D" + prefix + "." + key.getKey() + "=" + key.getValue());
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
