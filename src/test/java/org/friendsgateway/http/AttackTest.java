package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;
import static org.friendsgateway.ApiCaller.post;
import static org.friendsgateway.ApiCaller.request;
import static org.friendsgateway.ApiCaller.send;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller;
import org.friendsgateway.Problems;
import org.friendsgateway.SimulatedVendors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Malicious requests on raw connections. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class AttackTest {

    private static final String GOOD = body("chat-cn", "alice", "bob").toString();
    private static final List<String> NAMES = List.of("X-Request-Id", "Idempotency-Key", "Prefer", "Authorization", "Accept",
            "Content-Type", "Content-Encoding", "Content-Length", "Transfer-Encoding", "Expect", "Connection", "Upgrade",
            "HTTP2-Settings", "Cookie", "Origin", "Range", "X-Forwarded-For", "X-Forwarded-Prefix", "Host", "traceparent",
            "Te");
    private static final List<String> VALUES = List.of("", "a", "application/json", "gzip", "chunked", "chunked, chunked",
            "100-continue", "h2c", "AAMAAABkAAQAAP__", "0", "-1", "99999999999999999999", "wait=99999999999999999999",
            "handling=strict, handling=lenient", "wait=\"", "Bearer " + "x".repeat(5000), "é\u0000\u0007",
            "%0d%0aX-Injected: 1",
            "a\r\nX-Injected: 1", "a\rX-Injected: 1", "a\nX-Injected: 1", ";;;,,,===", "*/*;q=nan", "x".repeat(9000), "\t \t",
            "00-00000000000000000000000000000000-0000000000000000-01", "${jndi:ldap://localhost}", "../../etc/passwd", "close");
    private static final List<String> TARGETS = List.of("/friends/import", "/friends/import?usersig=x", "/friends/import/",
            "//friends//import", "/friends/%2e%2e/friends/import", "/%zz", "*", "http://elsewhere.example/friends/import",
            "/friends/import#x", "/%", "/%ff", "//", "/friends/import?a=%zz", "/friends/import\u00e9", "/" + "x".repeat(3000));

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void answersAnyHeadWithoutFailingOrReflectingIt(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            String head = head(random);
            String response = exchange(head + GOOD);

            assertThat(response).as("seed " + seed + ", request " + i + ": " + head)
                    .matches("(?s)(HTTP/1\\.[01] (100|2\\d\\d|4\\d\\d) .*)?").doesNotContain("X-Injected: 1\r\n");
            if (response.matches("(?s)HTTP/1.[01] 4\\d\\d .*")) {
                assertThat(response).contains("application/problem+json", "X-Request-Id: ", "Cache-Control: no-store");
            }
        }
    }

    private static String head(Random random) {
        StringBuilder head = new StringBuilder(random.nextInt(10) == 0 ? pick(List.of("GET", "PRI", "POST ", "pOsT"), random)
                : "POST").append(' ').append(random.nextInt(4) == 0 ? pick(TARGETS, random) : TARGETS.get(0))
                .append(" HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n");
        if (random.nextInt(3) > 0) {
            head.append("Content-Type: application/json\r\n");
        }
        if (random.nextInt(8) > 0) {
            head.append("Content-Length: ").append(GOOD.length()).append("\r\n");
        }
        for (int n = random.nextInt(4); n >= 0; n--) {
            head.append(pick(NAMES, random)).append(": ").append(pick(VALUES, random)).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    private static String pick(List<String> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    // Empty when the server closes the connection without a response.
    private static String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        } catch (SocketException reset) {
            return "";
        }
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", ApiCaller.api().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    @Test
    void servesOthersWhileTwoThousandConnectionsAreIdle() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 2000; i++) {
                idle.add(connect());
            }

            assertThat(post(body("chat-cn", "busy", "bob")).status()).isEqualTo(200);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void servesOthersWhileABodyArrivesSlowly() throws IOException {
        try (Socket slow = connect()) {
            slow.getOutputStream().write(("POST /friends/import HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + GOOD.length() + "\r\n\r\n" + GOOD.substring(0, 9)).getBytes(UTF_8));

            assertThat(post(body("chat-cn", "quick", "bob")).status()).isEqualTo(200);

            slow.getOutputStream().write(GOOD.substring(9).getBytes(UTF_8));
            assertThat(firstLine(slow.getInputStream())).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    private static String firstLine(InputStream response) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = response.read(); next != '\r' && next >= 0; next = response.read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    @Test
    void stopsDecodingAtTheLimit() throws IOException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(encoded)) {
            for (int i = 0; i < 64; i++) {
                gzip.write(new byte[1 << 20]);
            }
        }

        Problems.check(send(request("POST", "/friends/import", BodyPublishers.ofByteArray(encoded.toByteArray()),
                "Content-Encoding", "gzip", "Content-Type", "application/json")), 413, "payload_too_large", "none");
    }

    @ParameterizedTest
    @MethodSource("paths")
    void refusesUserIdsThatChangeThePath(String userId) {
        Problems.check(post(body("chat-ease", userId, "bob")), 400, "invalid_request", "none");
    }

    static List<String> paths() {
        return List.of(".", "..", "../token", "..%2Ftoken", "%2e%2e", "a/b", "a\\b", "a?x=1", "a#b", "a;b", "a b", "a\u0000",
                "a\r\nHost: elsewhere", "\u202ealice", "ａｌｉｃｅ", "http://elsewhere.example/");
    }

    @Test
    void addsNoMetricsForUnknownApps() {
        long before = series();

        IntStream.range(0, 200).forEach(i -> post(body("no-such-app-" + i, "alice", "bob")));

        assertThat(series()).isLessThanOrEqualTo(before + 1);
    }

    private static long series() {
        return ApiCaller.manage("/q/metrics").body().lines().filter(line -> line.startsWith("friends_import_requests_total"))
                .count();
    }
}
