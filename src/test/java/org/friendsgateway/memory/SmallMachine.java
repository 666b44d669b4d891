package org.friendsgateway.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.vertx.core.Vertx;

import org.friendsgateway.Patience;
import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.process.Started;
import org.friendsgateway.sandbox.tencent.TencentSandbox;

/** A gateway with the image's own options on a machine of 512 MiB, before a vendor that allows one call a second. */
final class SmallMachine implements AutoCloseable {

    private static final Path OPTIONS = Path.of("src", "main", "docker", "jvm.options");
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private final Started started = new Started();
    private final GatewayProcess gateway;

    SmallMachine() throws IOException {
        TencentSandbox vendor = new TencentSandbox(vertx,
                TencentSandbox.Settings.of(1400000000L, "administrator", "simulated"));
        vendor.start().toCompletionStage().toCompletableFuture().join();
        Files.createDirectories(Path.of("target", "memory"));
        gateway = started.add(GatewayProcess.start(options(vendor.port()), Map.of(),
                ProcessBuilder.Redirect.to(Path.of("target", "memory", "gateway.log").toFile())));
    }

    private static List<String> options(int vendorPort) throws IOException {
        List<String> options = new ArrayList<>(
                Files.readAllLines(OPTIONS).stream().filter(line -> line.startsWith("-")).toList());
        options.add("-XX:MaxRAM=512m");
        Map.of("base-url", "http://127.0.0.1:" + vendorPort, "sdk-app-id", "1400000000", "identifier", "administrator",
                "secret-key", "simulated", "calls-per-second", "1")
                .forEach((key, value) -> options.add("-Dgateway.tencent.apps.chat." + key + "=" + value));
        return options;
    }

    GatewayProcess gateway() {
        return gateway;
    }

    /** Waits until nothing is held for anybody any more. */
    void awaitNothingHeld() {
        Patience.until("no memory is held", SOON, () -> gateway.gauge("friends_import_bytes_in_flight") == 0);
    }

    @Override
    public void close() throws Exception {
        started.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
