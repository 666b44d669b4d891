package org.friendsgateway.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.Await.await;
import static org.friendsgateway.prometheus.Rules.elements;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.friendsgateway.process.ServerProcess;

/** A real Prometheus with the shipped rules, whose ranges of minutes and hours are shortened to ten seconds. */
final class PrometheusServer implements AutoCloseable {

    static final String WINDOW = "10s";

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final UnaryOperator<String> SHORTENED = rules -> rules.replaceAll("\\[\\d+[smhd]\\]", "[" + WINDOW + "]")
            .replaceAll("\"for\":\"\\d+[smhd]\"", "\"for\":\"1s\"");

    private final ServerProcess process;

    private PrometheusServer(ServerProcess process) {
        this.process = process;
    }

    /** Starts a Prometheus that scrapes these ports of this machine every second. */
    static PrometheusServer start(Path folder, List<Integer> targets) throws IOException {
        Path rules = Rules.writeTo(folder, SHORTENED);
        List<String> addresses = targets.stream().map(port -> "127.0.0.1:" + port).toList();
        Path config = Files.writeString(folder.resolve("prometheus.yaml"), """
                global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
                rule_files: [ "%s" ]
                scrape_configs:
                  - job_name: friends-gateway
                    metrics_path: /q/metrics
                    static_configs: [ { targets: %s, labels: { namespace: test } } ]
                """.formatted(rules, JSON.writeValueAsString(addresses)));
        int port = ServerProcess.freePort();
        PrometheusServer server = new PrometheusServer(ServerProcess.start(port, new ProcessBuilder("prometheus",
                "--config.file=" + config, "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
                .redirectOutput(folder.resolve("prometheus.log").toFile()).redirectErrorStream(true)));
        await("Prometheus is ready").until(() -> server.get("/-/ready").statusCode() == 200);
        return server;
    }

    /** The series of the answer to a query that have a number as value. */
    List<JsonNode> ask(String query) {
        return elements(data("query?query=" + URLEncoder.encode(query, UTF_8)).path("result"))
                .filter(series -> Double
                        .isFinite(Double.parseDouble(series.at("/value/1").asText().replace("Inf", "Infinity"))))
                .toList();
    }

    boolean fires(String alert) {
        return !ask("ALERTS{alertstate=\"firing\",alertname=\"" + alert + "\"}").isEmpty();
    }

    /** The errors of the last evaluation of each rule. */
    List<String> errors() {
        return elements(data("rules").path("groups")).flatMap(group -> elements(group.path("rules")))
                .map(rule -> rule.path("lastError").asText()).filter(error -> !error.isEmpty()).toList();
    }

    private JsonNode data(String path) {
        try {
            JsonNode answer = JSON.readTree(get("/api/v1/" + path).body());
            assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("success");
            return answer.path("data");
        } catch (JsonProcessingException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private HttpResponse<String> get(String path) {
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + process.port() + path))
                    .timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        process.kill();
    }
}
