package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.friendsgateway.ApiCaller.body;
import static org.friendsgateway.Await.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.runtime.util.HashUtil;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

import org.friendsgateway.ApiCaller;
import org.friendsgateway.LogLines;
import org.friendsgateway.SimulatedVendors;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.fault.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams that reach a limit, and clients that misbehave. */
@QuarkusTest
@TestProfile(StreamLimitsTest.SmallLimits.class)
@WithTestResource(SimulatedVendors.class)
@Timeout(60)
class StreamLimitsTest {

    private static final String KEY = "the-key-of-this-test-0123456789";
    private static final int MAX_LINES = 30_000;
    private static final String HEAD = "POST /friends/import HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/x-ndjson\r\n";

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;

    /** Limits that tests reach soon. */
    public static final class SmallLimits implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("gateway.bulk.max-body-size", "6M", "gateway.bulk.max-lines", Integer.toString(MAX_LINES),
                    "gateway.bulk.read-timeout", "2s", "gateway.bulk.write-timeout", "2s", "gateway.bulk.window", "200",
                    "gateway.auth.mode", "api-key", "gateway.auth.keys.test.sha256",
                    HashUtil.sha256(KEY),
                    "gateway.auth.keys.test.apps", "chat-cn,slow");
        }
    }

    @Test
    void refusesAnUnknownCallerWhileItSends() throws IOException {
        try (Socket socket = connect()) {
            send(socket, HEAD + "Transfer-Encoding: chunked\r\n\r\n");
            CompletableFuture<Void> sender = sendOn(socket);

            assertThat(status(socket)).isEqualTo("HTTP/1.1 401 Unauthorized");
            socket.close();
            sender.join();
        }
    }

    @Test
    void refusesAnAppThatTheCallerCannotAccessForTheLineAlone() {
        StreamReply reply = post(line("chat-ease", "l-app") + line("chat-cn", "l-app"));

        assertThat(reply.line(1).at("/status").asInt()).isEqualTo(403);
        assertThat(reply.line(2).at("/status").asInt()).isEqualTo(200);
    }

    @Test
    void logsOneLineForTheStreamAndNoneForItsLines() {
        try (LogLines logged = new LogLines("org.friendsgateway")) {
            post(line("chat-ease", "l-log") + line("chat-cn", "l-log") + line("chat-cn", "l-log2"));

            await("the line").until(() -> !logged.of("import stream").isEmpty());
            assertThat(logged.of("import stream")).singleElement()
                    .satisfies(line -> assertThat(line.fields()).containsEntry("reason", "complete")
                            .containsEntry("caller", "test")
                            .containsEntry("lines", "3").containsEntry("rejected", "1").containsEntry("imported", "2"));
            assertThat(logged.of("import")).isEmpty();
            assertThat(logged.of("caller refused")).isEmpty();
        }
    }

    @Test
    void refusesADeclaredLengthThatIsTooLarge() throws IOException {
        try (Socket socket = connect()) {
            send(socket, HEAD + authorization() + "Content-Length: 6291457\r\n\r\n" + line("chat-cn", "l-declared"));

            assertThat(status(socket)).isEqualTo("HTTP/1.1 413 Request Entity Too Large");
        }
        assertThat(sandbox.tencent().friendsOf("l-declared")).isEmpty();
    }

    @Test
    void endsABodyThatIsTooLargeAndLetsTheClientSendTheRest() {
        String lines = line("chat-cn", "l-large") + "\n".repeat(7 << 20);

        StreamReply reply = StreamReply.post(BodyPublishers.fromPublisher(BodyPublishers.ofString(lines)), "Authorization",
                "Bearer " + KEY);

        assertThat(reply.end().at("/reason").asText()).isEqualTo("too_large");
        assertThat(reply.end().at("/lines/complete").asInt()).isEqualTo(1);
    }

    @Test
    void endsABodyWithTooManyLines() {
        StreamReply reply = post(line("chat-cn", "l-lines") + "\n".repeat(MAX_LINES));

        assertThat(reply.end().at("/reason").asText()).isEqualTo("too_large");
        assertThat(reply.end().at("/lines/total").asInt()).isEqualTo(1);
        assertThat(post("\n".repeat(MAX_LINES + 1)).status()).isEqualTo(413);
    }

    @Test
    void endsABodyOfWhichNothingMoreComes() throws IOException {
        try (Socket socket = connect()) {
            send(socket, HEAD + authorization() + "Content-Length: 1000\r\n\r\n" + line("chat-cn", "l-quiet") + "{\"app\"");

            String answer = readEnd(socket);

            assertThat(answer).contains("\"line\":1", "\"reason\":\"body_incomplete\"", "\"total\":1,\"complete\":1");
        }
    }

    @Test
    void refusesABodyOfWhichNothingComes() throws IOException {
        try (Socket socket = connect()) {
            send(socket, HEAD + authorization() + "Content-Length: 1000\r\n\r\n");

            assertThat(status(socket)).isEqualTo("HTTP/1.1 408 Request Timeout");
        }
    }

    @Test
    void endsABodyWithABrokenChunk() throws IOException {
        String first = line("chat-cn", "l-chunk");
        try (Socket socket = connect()) {
            send(socket, HEAD + authorization() + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(first.length())
                    + "\r\n" + first + "\r\nno length\r\n");

            assertThat(readEnd(socket)).contains("\"line\":1", "\"reason\":\"body_incomplete\"");
        }
    }

    @Test
    void disconnectsAClientThatTakesNothing() throws IOException {
        try (LogLines logged = new LogLines("org.friendsgateway.imports"); Socket socket = new Socket()) {
            socket.setReceiveBufferSize(8 << 10);
            socket.connect(new InetSocketAddress(ApiCaller.api().getHost(), ApiCaller.api().getPort()));
            send(socket, HEAD + authorization() + "Transfer-Encoding: chunked\r\n\r\n");
            // Each short line is answered by a long problem.
            byte[] chunk = ("7d0\r\n" + "x\n".repeat(1000) + "\r\n").getBytes(UTF_8);

            assertThatThrownBy(() -> {
                for (int i = 0; i < MAX_LINES / 1000; i++) {
                    socket.getOutputStream().write(chunk);
                }
                await("the connection is closed").until(() -> {
                    socket.getOutputStream().write("1\r\n\n\r\n".getBytes(UTF_8));
                    return false;
                });
            }).isInstanceOf(IOException.class);

            await("the line").until(() -> !logged.of("import stream").isEmpty());
            assertThat(logged.of("import stream").get(0).fields()).containsEntry("reason", "write_timeout");
        }
    }

    @Test
    void endsWhenTheWaitIsOver() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            lines.append(line("slow", "l-wait-" + i));
        }

        StreamReply reply = StreamReply.post(lines.toString(), "Authorization", "Bearer " + KEY, "Prefer", "wait=3");

        JsonNode end = reply.end();
        assertThat(end.at("/reason").asText()).isEqualTo("wait_over");
        int done = end.at("/lines/complete").asInt();
        assertThat(done).isBetween(1, 6);
        assertThat(end.at("/lines/notStarted").asInt()).isEqualTo(20 - done);
        assertThat(end.at("/retry/lines")).hasSize(20 - done);
        assertThat(reply.lines()).hasSize(done);
        assertThat(reply.objects().stream().filter(object -> object.has("progress"))).isNotEmpty()
                .allSatisfy(object -> assertThat(object.at("/progress/lines/read").asInt()).isEqualTo(20));
    }

    @Test
    void beginsNothingMoreForACallerThatHangsUp() throws IOException {
        long before = sandbox.tencent().calls();
        try (LogLines logged = new LogLines("org.friendsgateway.imports"); Socket socket = connect()) {
            sandbox.tencent().faults().add(Fault.delay(Duration.ofSeconds(1)).forUser("l-hang-0"));
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                lines.append(line("slow", "l-hang-" + i));
            }
            send(socket, HEAD + authorization() + "Content-Length: " + lines.length() + "\r\n\r\n" + lines);
            await("a call").until(() -> sandbox.tencent().calls() > before);
            socket.close();

            await("the line").until(() -> !logged.of("import stream").isEmpty());
            assertThat(logged.of("import stream").get(0).fields()).containsEntry("reason", "hang_up");
        }
        await("nothing is in flight").until(() -> ApiCaller.metric("friends_import_in_flight", "app=\"slow\"") == 0
                && ApiCaller.metric("friends_import_bytes_in_flight") == 0);
        assertThat(sandbox.tencent().calls() - before).isLessThan(10);
        assertThat(ApiCaller.metric("friends_import_bulk_streams")).isZero();
    }

    private static StreamReply post(String lines) {
        return StreamReply.post(lines, "Authorization", "Bearer " + KEY);
    }

    private static String line(String app, String userId) {
        return body(app, userId, "bob") + "\n";
    }

    private static String authorization() {
        return "Authorization: Bearer " + KEY + "\r\n";
    }

    private static Socket connect() throws IOException {
        return new Socket(ApiCaller.api().getHost(), ApiCaller.api().getPort());
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    private static CompletableFuture<Void> sendOn(Socket socket) {
        byte[] chunk = ("2000\r\n" + " ".repeat(0x2000) + "\r\n").getBytes(UTF_8);
        return CompletableFuture.runAsync(() -> {
            try {
                OutputStream body = socket.getOutputStream();
                while (!socket.isClosed()) {
                    body.write(chunk);
                }
            } catch (IOException closed) {
                // By the test, when it has its answer.
            }
        });
    }

    private static String status(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
    }

    private static String readEnd(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        InputStream input = socket.getInputStream();
        byte[] bytes = new byte[4096];
        for (int n = input.read(bytes); n >= 0 && !answer.toString().contains("{\"end\""); n = input.read(bytes)) {
            answer.append(new String(bytes, 0, n, UTF_8));
            if (answer.toString().contains("{\"end\"")) {
                break;
            }
        }
        return answer.toString();
    }
}
