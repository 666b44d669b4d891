package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;
import static org.friendsgateway.ApiCaller.request;
import static org.friendsgateway.ApiCaller.send;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller;
import org.friendsgateway.ApiCaller.Reply;
import org.friendsgateway.Patience;
import org.friendsgateway.Problems;
import org.friendsgateway.SimulatedVendors;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.fault.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How bodies are read: encoded, in small chunks, too long, incomplete, and from clients that send all before they read. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class BodyTest {

    private static final byte[] GOOD = body("chat-cn", "gzip", "bob").toString().getBytes(UTF_8);
    private static final int LIMIT = 4 << 20;
    private static final String HEAD = "POST /friends/import HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n";

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;

    @ParameterizedTest
    @ValueSource(strings = { "gzip", "GZIP", "x-gzip", "identity, gzip", " gzip ," })
    void readsGzip(String coding) throws IOException {
        assertThat(post(gzip(GOOD), coding).status()).isEqualTo(200);
        assertThat(postChunked(gzip(GOOD), coding).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = { "identity", "Identity", "identity, identity" })
    void readsUnencodedBodies(String coding) {
        assertThat(post(GOOD, coding).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = { "br", "deflate", "compress", "zstd", "gzip, gzip", "deflate, gzip", "*", "gzip;q=1", "nonsense" })
    void reportsTheAcceptedCoding(String coding) throws IOException {
        Reply reply = post(gzip(GOOD), coding);

        Problems.check(reply, 415, "unsupported_media_type", "none");
        assertThat(reply.header("Accept-Encoding")).isEqualTo("gzip");
    }

    static Stream<Arguments> invalidGzip() throws IOException {
        byte[] good = gzip(GOOD);
        byte[] changed = good.clone();
        changed[good.length - 8] ^= 1;
        return Stream.of(Arguments.of("nothing", new byte[0]), Arguments.of("no gzip", GOOD),
                Arguments.of("cut off", Arrays.copyOf(good, good.length - 1)),
                Arguments.of("cut in the middle", Arrays.copyOf(good, good.length / 2)),
                Arguments.of("changed", changed), Arguments.of("something at the end", concat(good, "x".getBytes(UTF_8))),
                Arguments.of("half a second member", concat(good, Arrays.copyOf(good, 12))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalidGzip")
    void refusesIncompleteOrCorruptGzip(String what, byte[] body) {
        Reply reply = postChunked(body, "gzip");

        Problems.check(reply, 400, "invalid_request", "none");
        assertThat(reply.at("/violations/0/message")).contains("gzip");
    }

    @Test
    void readsSeveralMembersByteByByte() throws IOException {
        byte[] body = concat(gzip(Arrays.copyOf(GOOD, 7)), gzip(Arrays.copyOfRange(GOOD, 7, GOOD.length)));
        try (Socket socket = connect()) {
            write(socket, HEAD + "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (byte next : body) {
                write(socket, "1\r\n" + new String(new byte[] { next }, ISO_8859_1) + "\r\n");
            }
            write(socket, "0\r\n\r\n");

            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void limitsTheDecodedBody() throws IOException {
        byte[] longest = (new String(GOOD, UTF_8) + " ".repeat(LIMIT - GOOD.length)).getBytes(UTF_8);

        assertThat(post(gzip(longest), "gzip").status()).isEqualTo(200);
        assertThat(postChunked(longest, "identity").status()).isEqualTo(200);
        Problems.check(post(gzip(concat(longest, new byte[1])), "gzip"), 413, "payload_too_large", "none");
    }

    @Test
    void limitsTheEncodedBodyEvenIfItDecodesToNothing() throws IOException {
        byte[] empty = gzip(new byte[0]);
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (int i = 0; i <= LIMIT / empty.length; i++) {
            members.write(empty);
        }

        Problems.check(postChunked(members.toByteArray(), "gzip"), 413, "payload_too_large", "none");
    }

    @Test
    void recognizesARepeatByTheDecodedBody() throws IOException {
        String key = "encoded-or-not";
        assertThat(send(request("POST", "/friends/import", BodyPublishers.ofByteArray(GOOD), "Idempotency-Key", key)).status())
                .isEqualTo(200);

        Reply repeat = send(request("POST", "/friends/import", BodyPublishers.ofByteArray(gzip(GOOD)), "Idempotency-Key", key,
                "Content-Encoding", "gzip"));

        assertThat(repeat.header("Idempotent-Replayed")).isEqualTo("true");
    }

    @Test
    void keepsTheConnectionOfAClientThatSendsAllBeforeItReads() throws IOException {
        try (Socket socket = connect()) {
            write(socket, HEAD + "Content-Encoding: br\r\nContent-Length: 3000000\r\n\r\n");
            for (int i = 0; i < 300; i++) {
                write(socket, "x".repeat(10_000));
            }
            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 415 ")
                    .doesNotContainIgnoringCase("connection: close");

            write(socket, HEAD + "Content-Length: " + GOOD.length + "\r\n\r\n" + new String(GOOD, UTF_8));
            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void closesTheConnectionAfterAFarTooLongBody() throws IOException {
        try (Socket socket = connect()) {
            write(socket, HEAD + "Content-Length: 6000000\r\n\r\n");
            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 413 ").containsIgnoringCase("connection: close");

            byte[] more = new byte[1_000_000];
            assertThat(Stream.generate(() -> accepts(socket, more)).limit(50).allMatch(accepted -> accepted)).isFalse();
        }
    }

    private static boolean accepts(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    @Test
    void sends100ContinueWhenExpected() throws IOException {
        try (Socket socket = connect()) {
            write(socket, HEAD + "Expect: 100-continue\r\nContent-Length: " + GOOD.length + "\r\n\r\n");
            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 100 ");

            write(socket, new String(GOOD, UTF_8));
            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 200 ")
                    .doesNotContainIgnoringCase("connection: close");
        }
    }

    @Test
    void doesNotSend100ContinueBeforeARefusal() throws IOException {
        try (Socket socket = connect()) {
            write(socket, HEAD + "Expect: 100-continue\r\nContent-Encoding: br\r\nContent-Length: 9\r\n\r\n");

            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 415 ").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void holdsMemoryUntilTheResponseAndDoesNotCountDisconnectedCallers() throws IOException {
        sandbox.tencent().faults().add(Fault.delay(Duration.ofSeconds(1)).forUser("holder"));
        Map<String, String> before = requests();
        try (Socket socket = connect()) {
            byte[] body = body("left", "holder", "bob").toString().getBytes(UTF_8);
            write(socket, HEAD + "Content-Length: " + body.length + "\r\n\r\n");
            Patience.until("memory is held for the body", () -> inFlight() > 0);
            write(socket, new String(body, UTF_8));
            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 200 ");
        }
        Patience.until("nothing is held", () -> inFlight() == 0);
        Map<String, String> after = requests();
        assertThat(after).isNotEqualTo(before);

        for (int length : new int[] { 0, 1, GOOD.length - 1 }) {
            try (Socket socket = connect()) {
                write(socket, HEAD + "Content-Length: " + GOOD.length + "\r\n\r\n" + new String(GOOD, 0, length, UTF_8));
                Patience.until("memory is held for the body", () -> inFlight() > 0);
            }
            Patience.until("nothing is held", () -> inFlight() == 0);
        }
        assertThat(requests()).isEqualTo(after);
    }

    private static double inFlight() {
        return ApiCaller.metric("friends_import_bytes_in_flight");
    }

    private static Map<String, String> requests() {
        return ApiCaller.manage("/q/metrics").body().lines().filter(line -> line.startsWith("friends_import_requests_total"))
                .collect(Collectors.toMap(line -> line.substring(0, line.indexOf('}')),
                        line -> line.substring(line.indexOf('}'))));
    }

    private static Reply post(byte[] body, String coding) {
        return send(request("POST", "/friends/import", BodyPublishers.ofByteArray(body), "Content-Encoding", coding));
    }

    private static Reply postChunked(byte[] body, String coding) {
        return send(request("POST", "/friends/import", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)),
                "Content-Encoding", coding));
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket(ApiCaller.api().getHost(), ApiCaller.api().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** Reads one response and returns its head. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("the connection ended after: %s", head).isNotNegative();
            head.append((char) next);
        }
        int length = head.toString().toLowerCase(Locale.ROOT).lines().filter(line -> line.startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip())).findFirst().orElse(0);
        assertThat(in.readNBytes(length)).hasSize(length);
        return head.toString();
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(encoded)) {
            gzip.write(body);
        }
        return encoded.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
