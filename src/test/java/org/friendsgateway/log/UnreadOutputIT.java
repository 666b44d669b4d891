package org.friendsgateway.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.friendsgateway.process.GatewayProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway whose standard output is a full pipe that no one reads. */
class UnreadOutputIT {

    /** More than the pipe holds. */
    private static final int IMPORTS = 600;
    private static final int ENDED_BY_SIGTERM = 143;

    private GatewayProcess gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = GatewayProcess.start(List.of("-Dgateway.tencent.apps.only.sdk-app-id=1",
                "-Dgateway.tencent.apps.only.identifier=administrator", "-Dgateway.tencent.apps.only.secret-key=a-secret"),
                Map.of(), ProcessBuilder.Redirect.PIPE);
    }

    @AfterEach
    void stop() {
        gateway.kill();
    }

    @Test
    void answersAllImportsAndWritesEachLineAtTheEnd() throws IOException {
        List<Integer> statuses = refuse();

        gateway.terminate();

        String output = new String(gateway.output().readAllBytes(), UTF_8);
        assertThat(statuses).hasSize(IMPORTS).containsOnly(404);
        JsonMapper json = JsonMapper.builder().build();
        List<JsonNode> lines = output.lines().map(line -> read(json, line)).toList();
        assertThat(lines).filteredOn(line -> line.path("message").asText().equals("import"))
                .extracting(line -> line.at("/mdc/requestId").asText())
                .containsExactlyElementsOf(IntStream.range(0, IMPORTS).mapToObj(UnreadOutputIT::id).toList());
        assertThat(lines.get(lines.size() - 1).path("message").asText()).contains("stopped in");
    }

    @Test
    void terminatesWithAFullPipe() {
        List<Integer> statuses = refuse();

        gateway.terminate();

        assertThat(gateway.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
        assertThat(statuses).containsOnly(404);
    }

    private List<Integer> refuse() {
        return IntStream.range(0, IMPORTS).mapToObj(number -> gateway.post("""
                { "app": "nowhere", "userId": "alice", "friends": [ { "userId": "bob" } ] }""", "X-Request-Id", id(number)))
                .map(HttpResponse::statusCode).toList();
    }

    private static String id(int number) {
        return "import-" + number;
    }

    private static JsonNode read(JsonMapper json, String line) {
        try {
            return json.readTree(line);
        } catch (IOException failed) {
            throw new AssertionError(line, failed);
        }
    }
}
