package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller;
import org.friendsgateway.SimulatedVendors;
import org.friendsgateway.sandbox.Sandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that HTTP clients refuse to send, on raw connections. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class InvalidRequestRouterTest {

    private static final String BODY = ApiCaller.body("chat-cn", "alice", "bob").toString();
    private static final String TYPE = "Content-Type: application/json\r\n";
    private static final String LINE = "POST /friends/import HTTP/1.1\r\n";
    private static final String HEAD = "Host: gateway\r\n" + TYPE;
    private static final String REST = "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY;

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;

    @ParameterizedTest
    @ValueSource(strings = { "/%", "/%f", "/%ff", "/%c0%af", "/%ed%a0%80", "/%zz", "//", "/friends/import?a=%zz",
            "/friends/import?a=%ff", "/friends/import#x", "/a\u0001b", "/a\u007fb", "/\u00e9", "/a|b", "/a\"b", "*", "host:80",
            "x",
            "ftp://host/friends/import", "http:/friends/import" })
    void refusesMalformedTargets(String target) throws IOException {
        checkProblem(send("POST " + target + " HTTP/1.1\r\n" + HEAD + REST), 400, "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/friends/import;x=y", "/friends%2Fimport", "/friends/import%00", "/x%EF%BF%BD", "/\u00c3\u00a9" })
    void answers404AtOtherPaths(String target) throws IOException {
        checkProblem(send("POST " + target + " HTTP/1.1\r\n" + HEAD + "Connection: close\r\n" + REST), 404, "not_found");
        checkProblem(send("GET " + target + " HTTP/1.1\r\n" + HEAD + "Connection: close\r\n\r\n"), 404, "not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = { "http://gateway/friends/import", "HTTP://gateway:80/friends/import", "/./friends/import",
            "/friends/%69mport", "/friends/import?a=%20" })
    void servesOtherSpellingsOfThePath(String target) throws IOException {
        assertThat(send("POST " + target + " HTTP/1.1\r\n" + HEAD + "Connection: close\r\n" + REST))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @CsvSource({ "GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "post", "INVENTED" })
    void reportsTheAllowedMethods(String method) throws IOException {
        String response = send(method + " /friends/import HTTP/1.1\r\n" + HEAD + "Connection: close\r\n\r\n");

        assertThat(response).startsWith("HTTP/1.1 405 ").containsOnlyOnce("Allow: OPTIONS, POST\r\n")
                .contains("X-Request-Id: ");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/friends/import", "*" })
    void answersOptions(String target) throws IOException {
        String response = send("OPTIONS " + target + " HTTP/1.1\r\n" + HEAD + "Connection: close\r\n\r\n");

        assertThat(response).startsWith("HTTP/1.1 204 ").containsOnlyOnce("Allow: OPTIONS, POST\r\n")
                .contains("X-Request-Id: ");
    }

    @ParameterizedTest
    @CsvSource({ "1, 25000", "2, 5000000", "30, 1000" })
    void refusesTooLongHeads(int headers, int length) throws IOException {
        String head = ("X: " + "a".repeat(length) + "\r\n").repeat(headers);

        String response = send(LINE + "X-Request-Id: mine\r\n" + HEAD + head + REST);

        checkProblem(response, 431, "headers_too_large");
    }

    @ParameterizedTest
    @ValueSource(ints = { 5000, 5_000_000 })
    void refusesTooLongTargets(int length) throws IOException {
        checkProblem(send("POST /friends/import?" + "a".repeat(length) + " HTTP/1.1\r\n" + HEAD + REST), 414, "uri_too_long");
    }

    @ParameterizedTest
    @ValueSource(strings = { "Content-Length: abc", "Content-Length: -1", "Content-Length: +5",
            "Content-Length: 99999999999999999999", "Content-Length: 5\r\nContent-Length: 6", "Content-Length:",
            "Transfer-Encoding: gzip", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, chunked",
            "Transfer-Encoding: identity", "Transfer-Encoding: chunked\r\nContent-Length: 5", "X y: 1", "X : 1", "X", ": 1",
            "X: a\u0000b", "X\u0001: a", "X: a\rb", "\u00e9: 1", "Host: gateway" })
    void refusesMalformedHeaders(String header) throws IOException {
        checkProblem(send(LINE + HEAD + header + "\r\n\r\n" + BODY), 400, "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = { "POST /friends/import HTTP/2.0", "POST /friends/import HTTP/3.0", "POST /friends/import HTTP/1.2",
            "POST /friends/import http/1.1", "POST /friends/import", "POST  HTTP/1.1", "PRI * HTTP/2.0", "hello",
            "\u0016\u0003\u0001\u0002" })
    void refusesMalformedRequestLines(String line) throws IOException {
        checkProblem(send(line + "\r\n" + HEAD + REST), 400, "invalid_request");
    }

    @Test
    void requiresAHost() throws IOException {
        checkProblem(send(LINE + TYPE + REST), 400, "invalid_request");
        assertThat(send("POST /friends/import HTTP/1.0\r\n" + TYPE + REST)).contains(" 200 OK");
    }

    @ParameterizedTest
    @ValueSource(strings = { "zz\r\n", "-5\r\n", "FFFFFFFFFFFFFFFFF\r\n", "5\r\n1234567\r\n0\r\n\r\n", "3;" })
    void refusesMalformedChunks(String chunks) throws IOException {
        long before = calls();

        String extension = chunks.endsWith(";") ? "x".repeat(9000) + "\r\n" : "";
        checkProblem(send(LINE + HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunks + extension), 400, "invalid_request");

        assertThat(calls()).isEqualTo(before);
    }

    @Test
    void answersEarlierPipelinedRequests() throws IOException {
        String responses = send(
                LINE + HEAD + REST + LINE + HEAD + REST + "POST /% HTTP/1.1\r\n" + HEAD + REST + LINE + HEAD + REST);

        assertThat(Pattern.compile("HTTP/1\\.1 (\\d+) ").matcher(responses).results().map(status -> status.group(1)))
                .containsExactly("200", "200", "400");
    }

    @Test
    void returnsTheRequestIdIfItIsReadable() throws IOException {
        assertThat(send(LINE + "X-Request-Id: mine\r\n" + HEAD + "X y: 1\r\n\r\n")).contains("X-Request-Id: mine\r\n");
        assertThat(send(LINE + "X-Request-Id: not mine\r\n" + HEAD + "X y: 1\r\n\r\n")).doesNotContain("not mine");
        assertThat(send(LINE + "X-Request-Id: a\r\nX-Request-Id: b\r\n" + HEAD + "X y: 1\r\n\r\n"))
                .doesNotContain("X-Request-Id: a\r\n");
    }

    @Test
    void countsInvalidRequestsToTheImportPath() throws IOException {
        double before = counted("invalid_request");

        List<String> responses = List.of(send(LINE + HEAD + "X y: 1\r\n\r\n"),
                send("POST /friends/import?%zz HTTP/1.1\r\n" + HEAD + REST), send("POST /% HTTP/1.1\r\n" + HEAD + REST));

        assertThat(responses).allSatisfy(response -> assertThat(response).startsWith("HTTP/1.1 400"));
        assertThat(counted("invalid_request")).isEqualTo(before + 2);
    }

    private static double counted(String code) {
        return ApiCaller.metric("friends_import_requests_total", "code=\"" + code + "\"", "app=\"none\"");
    }

    private long calls() {
        return sandbox.tencent().calls() + sandbox.easemob().calls();
    }

    private static void checkProblem(String response, int status, String code) {
        String head = response.substring(0, Math.max(0, response.indexOf("\r\n\r\n")));
        assertThat(head).as(response).startsWith("HTTP/1.1 " + status + " ").contains("Content-Type: application/problem+json",
                "Cache-Control: no-store", "X-Content-Type-Options: nosniff").containsIgnoringCase("connection: close");
        JsonNode problem = ApiCaller.json(response.substring(head.length()));
        assertThat(problem.at("/code").asText()).isEqualTo(code);
        assertThat(problem.at("/outcome").asText()).isEqualTo("none");
        assertThat(problem.at("/violations").isEmpty()).isEqualTo(!code.equals("invalid_request"));
        assertThat(head).contains("X-Request-Id: " + problem.at("/requestId").asText());
    }

    // The gateway closes each of these connections.
    private static String send(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", ApiCaller.api().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
