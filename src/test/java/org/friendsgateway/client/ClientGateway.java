package org.friendsgateway.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import io.vertx.core.Vertx;

import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.sandbox.tencent.TencentSandbox;

/** The packaged gateway that asks for {@link #KEY}, with an app {@code tencent}, and {@code down} whose vendor is not there. */
final class ClientGateway implements AutoCloseable {

    static final String KEY = "key-of-orders";

    private final Vertx vertx = Vertx.vertx();
    private final TencentSandbox vendor = new TencentSandbox(vertx,
            TencentSandbox.Settings.of(1400000000L, "administrator", "simulated"));
    private final GatewayProcess gateway;

    ClientGateway(String log) throws IOException {
        vendor.start().toCompletionStage().toCompletableFuture().join();
        List<String> options = new ArrayList<>(List.of("-Xmx192m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-Dgateway.auth.mode=api-key", "-Dgateway.auth.keys.orders.sha256=" + sha256(KEY),
                "-Dgateway.retry.max-attempts=1"));
        vendor.gatewayConfig("tencent").forEach((key, value) -> options.add("-D" + key + "=" + value));
        vendor.gatewayConfig("down").forEach((key, value) -> options.add("-D" + key + "=" + value));
        // A port without a listener; the last of two options holds.
        options.add("-Dgateway.tencent.apps.down.base-url=http://127.0.0.1:1");
        gateway = GatewayProcess.start(options, Map.of(), ProcessBuilder.Redirect.to(new File("target", log + ".log")));
    }

    private static String sha256(String key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String url() {
        return "http://127.0.0.1:" + gateway.port();
    }

    TencentSandbox vendor() {
        return vendor;
    }

    @Override
    public void close() {
        gateway.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
