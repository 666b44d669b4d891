package org.friendsgateway.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Authentication by API keys, with the packaged gateway. */
class ApiKeysIT {

    /** The hashes of {@code key-of-orders} and {@code key-of-billing}. */
    private static final String ORDERS = "9d00f085fa34266c949e527a29d62334c2aa67b652266e3e42de6cbcdeab2144";
    private static final String BILLING = "F7C28D1179E4B9F9B5DF3F63B32285089C8F28B69F930E0A4E0E4B43E23D6CA6";

    private static GuardedGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = new GuardedGateway("api-keys", "-Dgateway.auth.mode=api-key",
                "-Dgateway.auth.keys.orders.sha256=" + ORDERS, "-Dgateway.auth.keys.billing.sha256=" + BILLING,
                "-Dgateway.auth.keys.billing.apps=here");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({ "Bearer key-of-orders", "bearer key-of-orders", "BEARER  key-of-orders" })
    void acceptsAKnownKey(String authorization) {
        assertThat(gateway.post("there", "Authorization", authorization).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({ "Bearer key-of-order", "Bearer key-of-orderss", "Bearer", "Bearer  ", "Basic key-of-orders", "key-of-orders",
            "Bearer " + ORDERS, "Bearer key-of-orders key-of-billing", "Bearer kéy" })
    void refusesOtherCredentials(String authorization) {
        long before = gateway.callsAtTheVendor();

        HttpResponse<String> refused = gateway.post("here", "Authorization", authorization);

        checkUnauthenticated(refused);
        assertThat(gateway.callsAtTheVendor()).isEqualTo(before);
    }

    @Test
    void refusesMissingCredentials() {
        checkUnauthenticated(gateway.post("here"));
    }

    @ParameterizedTest
    @CsvSource({ "/friends/import/, 401", "//friends/import, 401", "/friends//import, 401", "/friends/%69mport, 401",
            "/friends/./import, 401", "/friends/x/../import, 401", "/friends/import?x, 401",
            "/friends/import;, 404", "/friends/import;x=1, 404", "/friends;x=1/import, 404", "/;x/friends/import, 404",
            "/friends/import%3Bx, 404", "/Friends/Import, 404", "/friends/import%2F, 404", "/friends%2Fimport, 404" })
    void refusesMissingCredentialsAtEverySpellingOfThePath(String path, int status) {
        long before = gateway.callsAtTheVendor();

        HttpResponse<String> refused = gateway.postTo(path, "here");

        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(gateway.callsAtTheVendor()).isEqualTo(before);
    }

    @Test
    void refusesTwoKeys() {
        checkUnauthenticated(gateway.post("here", "Authorization", "Bearer key-of-orders", "Authorization",
                "Bearer key-of-orders"));
    }

    @Test
    void refusesAppsThatTheCallerMayNotAccess() {
        long before = gateway.callsAtTheVendor();

        HttpResponse<String> refused = gateway.post("there", "Authorization", "Bearer key-of-billing");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("\"code\":\"forbidden\"").contains("\"outcome\":\"none\"");
        assertThat(refused.body()).doesNotContain("\"app\"", "\"provider\"");
        assertThat(refused.headers().map()).doesNotContainKeys("ratelimit", "ratelimit-policy");
        assertThat(gateway.metrics()).containsPattern(
                "friends_import_requests_total\\{app=\"there\",code=\"forbidden\",outcome=\"rejected\",provider=\"tencent\"} [1-9]");
        assertThat(gateway.callsAtTheVendor()).isEqualTo(before);
    }

    @Test
    void acceptsAppsThatTheCallerMayAccess() {
        assertThat(gateway.post("here", "Authorization", "Bearer key-of-billing").statusCode()).isEqualTo(200);
    }

    @Test
    void separatesTheIdempotencyKeysOfCallers() {
        String[] orders = { "Authorization", "Bearer key-of-orders", "Idempotency-Key", "one" };
        String[] billing = { "Authorization", "Bearer key-of-billing", "Idempotency-Key", "one" };
        gateway.post("here", orders);

        assertThat(gateway.post("here", billing).headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(gateway.post("here", orders).headers().firstValue("Idempotent-Replayed")).contains("true");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            there | Bearer key-of-billing | forbidden       | The caller may not do this
            here  | Bearer s3cret         | unauthenticated | The key is not known
            here  | Basic s3cret          | unauthenticated | The Authorization header is not of the form Bearer <key>
            """)
    void logsOneLineWithoutTheCredential(String app, String credential, String code, String reason) {
        String id = "refused-" + code + "-" + credential.length();

        JsonNode line = gateway.lineOf(id, () -> gateway.post(app, "Authorization", credential, "X-Request-Id", id));

        assertThat(line.path("message").asText()).isEqualTo("caller refused");
        assertThat(line.path("mdc").path("code").asText()).isEqualTo(code);
        assertThat(line.path("mdc").path("reason").asText()).isEqualTo(reason);
        assertThat(line.path("mdc").path("requestId").asText()).isEqualTo(id);
        assertThat(line.path("mdc").path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(line.toString()).doesNotContain("key-of", "s3cret", "billing");
    }

    private static void checkUnauthenticated(HttpResponse<String> refused) {
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("\"code\":\"unauthenticated\"", "\"outcome\":\"none\"", "\"retryable\":false");
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"friends-gateway\"");
    }
}
