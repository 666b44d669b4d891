package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller;
import org.friendsgateway.SimulatedVendors;
import org.friendsgateway.process.NeedsCommand;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send all of a large body before they read anything of the answer. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
@Timeout(60)
class StreamClientsTest {

    private static final int LINES = 400;
    /** Makes a body of 8 MB, more than the buffers of both sockets hold. */
    private static final String REMARK = "r".repeat(20_000);

    private static final String PYTHON = """
            import http.client, sys
            connection = http.client.HTTPConnection(sys.argv[1])
            connection.request('POST', '/friends/import', open(sys.argv[2], 'rb'),
                {'Content-Type': 'application/x-ndjson', 'Accept': sys.argv[3]})
            print(connection.getresponse().read().decode())""";
    private static final String NODE = """
            const [authority, file, accept] = process.argv.slice(1);
            fetch('http://' + authority + '/friends/import', { method: 'POST', body: require('fs').readFileSync(file),
                headers: { 'Content-Type': 'application/x-ndjson', Accept: accept } })
                .then(response => response.text()).then(console.log)""";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it in
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = { "application/x-ndjson", "application/json" })
    @NeedsCommand("curl")
    void curl(String accept) throws IOException, InterruptedException {
        check(run(accept, "curl", "--silent", "--show-error", "--data-binary", "@" + file("curl"), "-H",
                "Content-Type: application/x-ndjson", "-H", "Accept: " + accept,
                "http://" + ApiCaller.api().getAuthority() + "/friends/import"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "application/x-ndjson", "application/json" })
    @NeedsCommand("python3")
    void python(String accept) throws IOException, InterruptedException {
        check(run(accept, "python3", "-c", PYTHON, ApiCaller.api().getAuthority(), file("python"), accept));
    }

    @ParameterizedTest
    @ValueSource(strings = { "application/x-ndjson", "application/json" })
    @NeedsCommand("node")
    void node(String accept) throws IOException, InterruptedException {
        check(run(accept, "node", "-e", NODE, ApiCaller.api().getAuthority(), file("node"), accept));
    }

    @ParameterizedTest
    @ValueSource(strings = { "application/x-ndjson", "application/json" })
    void java(String accept) throws IOException {
        check(StreamReply.post(Files.readString(Path.of(file("java"))), "Accept", accept).body());
    }

    private static void check(String answer) {
        assertThat(answer).contains("\"reason\":\"complete\"", "\"total\":" + LINES);
        assertThat(Stream.of(answer.split("\"line\":")).skip(1)).hasSize(LINES);
    }

    // Each line breaks a rule, so that the vendor's limits do not matter.
    private String file(String name) throws IOException {
        String lines = IntStream.range(0, LINES).mapToObj(i -> body("chat-cn", name + i, "bob").put("wrong", REMARK) + "\n")
                .collect(Collectors.joining());
        return Files.writeString(folder.resolve(name), lines).toString();
    }

    private static String run(String accept, String... command) throws IOException, InterruptedException {
        Process client = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true).start();
        try (InputStream output = client.getInputStream()) {
            String printed = new String(output.readAllBytes(), UTF_8);
            assertThat(client.waitFor()).as(accept + " " + printed).isZero();
            return printed;
        }
    }
}
