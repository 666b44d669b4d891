package org.friendsgateway.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Eventually.done;
import static org.friendsgateway.vendor.Eventually.eventually;
import static org.friendsgateway.vendor.Eventually.failureOf;
import static org.friendsgateway.vendor.Eventually.itemOf;
import static org.friendsgateway.vendor.RawVendor.bytes;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.vendor.RecordingServer.Recorded;
import org.friendsgateway.vendor.VendorHttpClient.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VendorHttpClientTest {

    private static final Buffer MAX_ANSWER = Buffer.buffer(new byte[4 * 1024 * 1024]);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        done(vertx.close());
    }

    private VendorHttpClient client(String url) {
        return new VendorHttpClient(vertx, VendorEndpoint.of("base-url", URI.create(url), Duration.ofSeconds(10),
                Duration.ofSeconds(30), 10));
    }

    @ParameterizedTest
    @ValueSource(strings = { "127.0.0.1", "::1" })
    void sendsTheHostAsInTheUrl(String address) {
        RecordingServer server = new RecordingServer(vertx, address, Buffer.buffer("{}"));

        done(client(server.url().toString()).post("/a", Map.of(), Buffer.buffer("{}")));

        assertThat(server.request().headers().get("Host")).isEqualTo(server.url().getRawAuthority());
    }

    @Test
    void putsThePathOfTheBaseUrlFirst() {
        RecordingServer server = RecordingServer.answering(vertx, Buffer.buffer("{}"));

        done(client(server.url() + "/im/cn/").post("/a%20b?c=d%2B", Map.of("X-A", "b"), Buffer.buffer("{}")));

        Recorded request = server.request();
        assertThat(request.path()).isEqualTo("/im/cn/a%20b");
        assertThat(request.query()).containsExactly(Map.entry("c", List.of("d+")));
        assertThat(request.headers().get("X-A")).isEqualTo("b");
    }

    @Test
    void readsTheLongestBody() {
        RecordingServer server = RecordingServer.answering(vertx, MAX_ANSWER);

        assertThat(itemOf(client(server.url().toString()).post("/", Map.of(), Buffer.buffer())).body().length())
                .isEqualTo(MAX_ANSWER.length());
    }

    @Test
    void keepsTheHeadOfAResponseWhoseBodyBreaks() {
        RawVendor vendor = new RawVendor(vertx, (socket, call) -> socket.write(bytes(
                "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 30\r\nContent-Length: 100\r\n\r\nshort"))
                .onComplete(written -> socket.close()));

        Failure failure = failureOf(client(vendor.url()).post("/", Map.of(), Buffer.buffer()));

        assertThat(failure).extracting(Failure::kind, Failure::certainty, Failure::retryAfter).containsExactly(
                Kind.VENDOR_UNAVAILABLE, Certainty.UNKNOWN, Duration.ofSeconds(30));
        assertThat(failure.vendor()).isEqualTo(new VendorError(null, null, 429));
    }

    @Test
    void rejectsALongerBody() {
        RecordingServer server = RecordingServer.answering(vertx, MAX_ANSWER.copy().appendByte((byte) 0));

        Failure failure = failureOf(client(server.url().toString()).post("/", Map.of(), Buffer.buffer()));

        assertThat(failure).extracting(Failure::kind, Failure::certainty).containsExactly(Kind.VENDOR_UNAVAILABLE,
                Certainty.UNKNOWN);
    }

    static Stream<Arguments> codings() throws IOException {
        byte[] text = "{\"好友\":1}".getBytes(UTF_8);
        byte[] gzip = written(text, GZIPOutputStream::new);
        byte[] cut = Arrays.copyOf(gzip, gzip.length - 1);
        byte[] broken = gzip.clone();
        broken[gzip.length - 6] ^= 1;
        byte[] raw = written(text, out -> new DeflaterOutputStream(out, new Deflater(9, true)));
        byte[] zlib = written(text, DeflaterOutputStream::new);
        byte[] bomb = written(new byte[MAX_ANSWER.length() + 1], GZIPOutputStream::new);
        byte[] longest = written(new byte[MAX_ANSWER.length()], GZIPOutputStream::new);
        return Stream.of(arguments("gzip", gzip, text), arguments("X-GZip", gzip, text),
                arguments("identity, gzip ,", gzip, text),
                arguments("identity", text, text), arguments("", text, text), arguments("deflate", zlib, text),
                arguments("deflate", raw, text), arguments("gzip", longest, new byte[MAX_ANSWER.length()]),
                arguments("gzip", new byte[0], new byte[0]), arguments("gzip", cut, new byte[0]),
                arguments("gzip", broken, new byte[0]), arguments("gzip", text, new byte[0]),
                arguments("gzip", bomb, new byte[0]), arguments("deflate", Arrays.copyOf(zlib, 9), new byte[0]),
                arguments("deflate", Arrays.copyOf(raw, 5), new byte[0]), arguments("deflate", new byte[1], new byte[0]),
                arguments("br", text, new byte[0]), arguments("gzip, gzip", gzip, new byte[0]));
    }

    private static byte[] written(byte[] bytes, Coder coder) throws IOException {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (OutputStream out = coder.over(coded)) {
            out.write(bytes);
        }
        return coded.toByteArray();
    }

    private interface Coder {
        OutputStream over(OutputStream out) throws IOException;
    }

    @ParameterizedTest
    @MethodSource("codings")
    void decodesABodyOrReturnsNone(String coding, byte[] coded, byte[] body) {
        RawVendor vendor = new RawVendor(vertx, (socket, call) -> socket.write(bytes("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\n"
                + "Content-Encoding: " + coding + "\r\nContent-Length: " + coded.length + "\r\n\r\n").appendBytes(coded)));

        Response answer = itemOf(client(vendor.url()).post("/", Map.of(), Buffer.buffer()));

        assertThat(answer.body().getBytes()).isEqualTo(body);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.retryAfter()).hasSeconds(7);
    }

    @Test
    void acceptsNoCoding() {
        RecordingServer server = RecordingServer.answering(vertx, Buffer.buffer("{}"));

        done(client(server.url().toString()).post("/", Map.of(), Buffer.buffer("{}")));

        assertThat(server.request().headers().getAll("Accept-Encoding")).containsExactly("identity");
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 400 })
    void readsAHeadOf32KiB(int lines) {
        RawVendor vendor = new RawVendor(vertx, (socket, call) -> socket.write(bytes(head(32 * 1024, lines) + "{}")));

        assertThat(itemOf(client(vendor.url()).post("/", Map.of(), Buffer.buffer())).body()).hasToString("{}");
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 400 })
    void rejectsALongerHead(int lines) {
        RawVendor vendor = new RawVendor(vertx, (socket, call) -> socket.write(bytes(head(34 * 1024, lines) + "{}")));

        Failure failure = failureOf(client(vendor.url()).post("/", Map.of(), Buffer.buffer()));

        assertThat(failure).extracting(Failure::kind, Failure::certainty).containsExactly(Kind.VENDOR_UNAVAILABLE,
                Certainty.UNKNOWN);
        eventually(() -> vendor.closed() == 1);
    }

    /** The head of a response with a body of 2 bytes. */
    private static String head(int length, int lines) {
        String start = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n";
        int left = length - start.length() - 2;
        StringBuilder head = new StringBuilder(start);
        for (int i = lines; i > 0; i--) {
            int line = left / i;
            head.append("X: ").append("x".repeat(line - 5)).append("\r\n");
            left -= line;
        }
        return head.append("\r\n").toString();
    }

    @Test
    void closesAConnectionThatTimesOutBeforeTheRequestIsSent() {
        Buffer call = Buffer.buffer(new byte[64 << 20]);
        AtomicBoolean closed = new AtomicBoolean();
        AtomicInteger received = new AtomicInteger();
        NetServer deaf = itemOf(vertx.createNetServer().connectHandler(socket -> {
            socket.exceptionHandler(reset -> closed.set(true)).endHandler(end -> closed.set(true))
                    .handler(bytes -> received.addAndGet(bytes.length())).pause();
            // Long after the call has timed out, reads what the network still holds.
            vertx.setTimer(1500, later -> socket.resume());
        }).listen(0, "127.0.0.1"));
        VendorHttpClient client = new VendorHttpClient(vertx, VendorEndpoint.of("base-url",
                URI.create("http://127.0.0.1:" + deaf.actualPort()), Duration.ofSeconds(10), Duration.ofMillis(200), 1));

        Failure failure = failureOf(client.post("/", Map.of(), call));

        assertThat(failure).extracting(Failure::kind, Failure::certainty).containsExactly(Kind.VENDOR_TIMEOUT,
                Certainty.UNKNOWN);
        eventually(closed::get);
        assertThat(received.get()).isLessThan(call.length());
    }

    @Test
    void provesThatNothingWasSentToAHostThatDoesNotSpeakTls() {
        RecordingServer server = RecordingServer.answering(vertx, Buffer.buffer("{}"));

        Failure failure = failureOf(
                client(server.url().toString().replace("http:", "https:")).post("/", Map.of(), Buffer.buffer()));

        assertThat(failure).extracting(Failure::kind, Failure::certainty).containsExactly(Kind.VENDOR_UNAVAILABLE,
                Certainty.NOTHING_IMPORTED);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void repeatsNoSignatureInAFailure() {
        Failure failure = failureOf(closed().post("/?usersig=s3cret", Map.of(), Buffer.buffer()));

        assertThat(failure).extracting(Failure::kind, Failure::certainty).containsExactly(Kind.VENDOR_UNAVAILABLE,
                Certainty.NOTHING_IMPORTED);
        assertThat(failure.exception()).hasMessageNotContaining("s3cret");
    }

    @Test
    void repeatsNoCredentialThatCannotStandInAHeader() {
        RecordingServer server = RecordingServer.answering(vertx, Buffer.buffer("{}"));

        Failure failure = failureOf(client(server.url().toString()).post("/",
                Map.of("Authorization", "Bearer s3cret\n"), Buffer.buffer()));

        assertThat(failure).extracting(Failure::kind, Failure::certainty).containsExactly(Kind.INTERNAL_ERROR,
                Certainty.NOTHING_IMPORTED);
        assertThat(failure.exception()).hasMessageNotContaining("s3cret");
        assertThat(server.requests()).isEmpty();
    }

    /** The client of a server that has been closed. */
    private VendorHttpClient closed() {
        Vertx gone = Vertx.vertx();
        String url = RecordingServer.answering(gone, Buffer.buffer()).url().toString();
        done(gone.close());
        return client(url);
    }
}
