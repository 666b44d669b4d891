package org.friendsgateway.memory;

import static org.friendsgateway.Await.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.vertx.core.Vertx;

import org.friendsgateway.process.Closer;
import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.sandbox.tencent.TencentSandbox;

/** A gateway with the options of the image on a machine of 512 MiB, whose vendor allows one call a second. */
final class SmallMachine implements AutoCloseable {

    private static final Path OPTIONS = Path.of("src", "main", "docker", "jvm.options");

    private final Vertx vertx = Vertx.vertx();
    private final Closer closer = new Closer();
    private final GatewayProcess gateway;

    SmallMachine() throws IOException {
        TencentSandbox vendor = new TencentSandbox(vertx,
                TencentSandbox.Settings.of(1400000000L, "administrator", "simulated"));
        vendor.start().toCompletionStage().toCompletableFuture().join();
        Files.createDirectories(Path.of("target", "memory"));
        gateway = closer.register(GatewayProcess.start(options(vendor.port()), Map.of(),
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

    /** Waits until the gateway holds no memory for any request. */
    void awaitNothingHeld() {
        await("no memory is held").until(() -> gateway.gauge("friends_import_bytes_in_flight") == 0);
    }

    @Override
    public void close() throws Exception {
        closer.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
