package org.friendsgateway.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.Await.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.vertx.core.Vertx;

import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.sandbox.tencent.TencentSandbox;

/** The packaged gateway with authentication, with the apps {@code here} and {@code there} of a simulated vendor. */
final class GuardedGateway implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Vertx vertx = Vertx.vertx();
    private final TencentSandbox vendor = new TencentSandbox(vertx,
            TencentSandbox.Settings.of(1400000000L, "administrator", "simulated"));
    private final GatewayProcess gateway;
    private final File output;

    GuardedGateway(String log, String... options) throws IOException {
        vendor.start().toCompletionStage().toCompletableFuture().join();
        List<String> all = new ArrayList<>(List.of("-Xmx192m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        all.addAll(Stream.of("here", "there").flatMap(this::app).toList());
        all.addAll(List.of(options));
        output = new File("target", log + ".log");
        gateway = GatewayProcess.start(all, Map.of(), ProcessBuilder.Redirect.to(output));
    }

    private Stream<String> app(String name) {
        return Map.of("base-url", "http://127.0.0.1:" + vendor.port(), "sdk-app-id", "1400000000",
                "identifier", "administrator", "secret-key", "simulated").entrySet().stream()
                .map(key -> "-Dgateway.tencent.apps." + name + "." + key.getKey() + "=" + key.getValue());
    }

    /** Imports one friend; {@code headers} alternates names and values. */
    HttpResponse<String> post(String app, String... headers) {
        return postTo("/friends/import", app, headers);
    }

    /** The same, to another path. */
    HttpResponse<String> postTo(String path, String app, String... headers) {
        return gateway.postTo(path, """
                {"app":"%s","userId":"alice","friends":[{"userId":"bob"}]}""".formatted(app), headers);
    }

    String metrics() {
        return gateway.metrics();
    }

    /**
     * The log line of a refused request. Repeats the request with its id until it is logged, because refusals are logged with a
     * limit per second and a moment later.
     */
    JsonNode lineOf(String requestId, Supplier<HttpResponse<String>> refused) {
        List<JsonNode> lines = new ArrayList<>();
        AtomicInteger requests = new AtomicInteger();
        await("a refusal is logged").until(() -> {
            requests.incrementAndGet();
            assertThat(refused.get().headers().firstValue("X-Request-Id")).contains(requestId);
            lines.addAll(logged(requestId));
            return !lines.isEmpty();
        });
        assertThat(lines).hasSizeLessThanOrEqualTo(requests.get());
        return lines.get(0);
    }

    private List<JsonNode> logged(String requestId) {
        try {
            List<JsonNode> lines = new ArrayList<>();
            for (String line : Files.readAllLines(output.toPath())) {
                if (line.contains('"' + requestId + '"')) {
                    lines.add(JSON.readTree(line));
                }
            }
            return lines;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    long callsAtTheVendor() {
        return vendor.calls();
    }

    @Override
    public void close() {
        gateway.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
