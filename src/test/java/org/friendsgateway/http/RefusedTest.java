package org.friendsgateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;
import static org.friendsgateway.ApiCaller.request;
import static org.friendsgateway.ApiCaller.send;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller.Reply;
import org.friendsgateway.Problems;
import org.friendsgateway.SimulatedVendors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that never become an import, because of their path, method, media type or length. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class RefusedTest {

    private static final String GOOD = body("chat-cn", "alice", "bob").toString();
    private static final byte[] TOO_LONG = new byte[(4 << 20) + 1];

    @ParameterizedTest
    @ValueSource(strings = { "/", "/friends", "/friends/import/more", "/friends/imports", "/q/health", "/index.html",
            "/%66riends/%00", "/friends/../etc/passwd" })
    void answers404AtUnknownPaths(String path) {
        Reply reply = send(request("POST", path, BodyPublishers.ofString(GOOD)));

        check(reply, 404, "not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = { "GET", "PUT", "DELETE", "PATCH", "QUERY" })
    void answers405ToOtherMethods(String method) {
        Reply reply = send(request(method, "/friends/import", BodyPublishers.ofString(GOOD)));

        check(reply, 405, "method_not_allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "text/plain", "application/xml", "application/jsonp", "application/x-www-form-urlencoded",
            "multipart/form-data", "multipart/form-data; boundary=x", "nonsense", "/", "application/json/", ";",
            "application/json; charset=GBK", "application/x-ndjson; charset=GBK" })
    void answers415ToOtherMediaTypes(String type) {
        Reply reply = send(request("POST", "/friends/import", BodyPublishers.ofString(GOOD), "Content-Type", type));

        check(reply, 415, "unsupported_media_type");
    }

    @ParameterizedTest
    @ValueSource(strings = { "application/json;charset=UTF-8", "APPLICATION/JSON", "application/json; x=y", "application/json;",
            "application/json; charset=\"utf-8\"", "application/json; charset=UTF8" })
    void acceptsEverySpellingOfJson(String type) {
        Reply reply = send(request("POST", "/friends/import", BodyPublishers.ofString(GOOD), "Content-Type", type));

        assertThat(reply.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = { "text/html", "application/xml", "image/*" })
    void answers406ToACallerThatDoesNotAcceptJson(String accept) {
        Reply reply = send(request("POST", "/friends/import", BodyPublishers.ofString(GOOD), "Accept", accept));

        check(reply, 406, "not_acceptable");
    }

    @ParameterizedTest
    @ValueSource(strings = { "*/*", "application/*", "application/json", "application/problem+json", "text/html, */*;q=0.1" })
    void answersCallersThatAcceptJson(String accept) {
        Reply reply = send(request("POST", "/friends/import", BodyPublishers.ofString(GOOD), "Accept", accept));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = { "nonsense", "", "/", "a/b/c", ";;", "application/json;q=x" })
    void answersMalformedAcceptHeadersInTheOneForm(String accept) {
        Reply reply = send(request("POST", "/friends/import", BodyPublishers.ofString(GOOD), "Accept", accept));

        assertThat(reply.status()).isIn(200, 406, 400);
        if (reply.status() != 200) {
            check(reply, reply.status(), reply.at("/code"));
        }
    }

    @ParameterizedTest
    @CsvSource({ "/friends/import, true", "/friends/import, false" })
    void answers413ToABodyOverFourMebibytes(String path, boolean lengthKnown) {
        BodyPublisher body = lengthKnown ? BodyPublishers.ofByteArray(TOO_LONG)
                : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(TOO_LONG));

        Reply reply = send(request("POST", path, body));

        check(reply, 413, "payload_too_large");
    }

    @ParameterizedTest
    @CsvSource({ "POST, /nowhere, true", "POST, /nowhere, false", "PUT, /friends/import, true", "PUT, /friends/import, false" })
    void answersAProblemToATooLongBodyOfAnotherRequest(String method, String path, boolean lengthKnown) {
        BodyPublisher body = lengthKnown ? BodyPublishers.ofByteArray(TOO_LONG)
                : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(TOO_LONG));

        Reply reply = send(request(method, path, body));

        assertThat(reply.status()).isIn(404, 405, 413);
        Problems.check(reply);
    }

    private static void check(Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(status);
        assertThat(reply.at("/code")).isEqualTo(code);
        assertThat(reply.at("/outcome")).isEqualTo("none");
        Problems.check(reply);
    }
}
