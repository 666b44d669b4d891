package org.friendsgateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;
import static org.friendsgateway.ApiCaller.post;
import static org.friendsgateway.ApiCaller.posting;
import static org.friendsgateway.Await.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller;
import org.friendsgateway.ApiCaller.Reply;
import org.friendsgateway.Problems;
import org.friendsgateway.SimulatedVendors;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.fault.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests with an idempotency key, as their callers see them. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class IdempotencyTest {

    private static final String KEY = "Idempotency-Key";

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;
    private final String key = UUID.randomUUID().toString();
    private final String user = "i" + key.substring(0, 8);

    @Test
    void replaysTheFirstResponseWithoutACall() {
        Reply first = post(body("chat-cn", user, "bob", "ghost-b"), KEY, key);

        Reply again = post(body("chat-cn", user, "bob", "ghost-b"), KEY, key, "X-Request-Id", "the-repeat");

        assertThat(again.status()).isEqualTo(first.status()).isEqualTo(207);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(again.header("Content-Type")).isEqualTo(first.header("Content-Type"));
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.header("RateLimit-Policy")).isEqualTo(first.header("RateLimit-Policy")).isNotEmpty();
        assertThat(again.header("RateLimit")).isNotEmpty();
        assertThat(again.header("X-Request-Id")).isEqualTo("the-repeat");
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void appliesNoPreferenceToAReplay() {
        Reply first = post(body("chat-cn", user, "bob"), KEY, key, "Prefer", "handling=lenient");

        Reply again = post(body("chat-cn", user, "bob"), KEY, key, "Prefer", "handling=strict, wait=5");

        assertThat(first.header("Preference-Applied")).isEqualTo("handling=lenient");
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.header("Preference-Applied")).isEmpty();
    }

    @Test
    void replaysAVendorsFinalRefusal() {
        sandbox.tencent().faults().add(Fault.refusal(30009, "forbidden").forUser(user));
        Reply first = post(body("chat-cn", user, "bob"), KEY, key);

        Reply again = post(body("chat-cn", user, "bob"), KEY, key);

        Problems.check(first, 403, "user_forbidden", "none");
        assertThat(again.status()).isEqualTo(403);
        assertThat(again.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void refusesAKnownKeyWithAnotherBody() {
        post(body("chat-cn", user, "bob"), KEY, key);

        Reply other = post(body("chat-cn", user, "bob", "carl"), KEY, key);

        Problems.check(other, 422, "idempotency_mismatch", "none");
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void reportsAnInterruptedAttemptAsUnknownWhenARepeatIsRefused() throws IOException {
        sandbox.tencent().faults().add(Fault.delay(Duration.ofSeconds(1)).forUser(user));
        ObjectNode body = body("chat-cn", user, "bob").put("notify", true);
        try (Socket left = new Socket(ApiCaller.api().getHost(), ApiCaller.api().getPort())) {
            left.getOutputStream().write(("POST /friends/import HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n"
                    + KEY + ": " + key + "\r\nContent-Length: " + body.toString().length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII));
            await("the vendor is called").until(() -> calls() == 1);
        }
        await("the attempt is abandoned").until(() -> post(body, KEY, key, "Prefer", "handling=strict").status() != 409);

        Problems.check(post(body, KEY, key, "Prefer", "handling=strict"), 400, "invalid_request", "unknown");
        sandbox.tencent().faults().add(Fault.refusal(30009, "forbidden").forUser(user));
        Problems.check(post(body, KEY, key), 403, "user_forbidden", "unknown");
    }

    @Test
    void refusesARepeatWhileTheFirstIsRunning() {
        sandbox.tencent().faults().add(Fault.delay(Duration.ofSeconds(5)).forUser(user));
        CompletableFuture<Reply> first = posting(body("left", user, "bob"), KEY, key);
        await("the vendor is called").until(() -> calls() == 1);

        Reply repeat = post(body("left", user, "bob"), KEY, key);

        Problems.check(repeat, 409, "idempotency_in_progress", "unknown");
        assertThat(repeat.header("Retry-After")).isNotEmpty();
        assertThat(first.join().status()).isEqualTo(200);
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void sendsOnlyFriendsWithoutAFinalOutcome() {
        var friends = IntStream.range(0, 1500).mapToObj(i -> "f" + i).toList();
        sandbox.tencent().faults().add(Fault.delay(Duration.ofMillis(1)).forUser(user));
        sandbox.tencent().faults().add(Fault.delay(Duration.ofSeconds(7)).forUser(user));
        Reply first = post(body("left", user, friends), KEY, key, "Prefer", "wait=5");
        assertThat(first.json().at("/summary/imported").asInt()).isEqualTo(500);

        Reply again = post(body("left", user, friends), KEY, key);

        assertThat(again.status()).as(again.json().at("/summary").toString()).isEqualTo(200);
        assertThat(again.json().at("/summary/imported").asInt()).isEqualTo(1500);
        assertThat(again.json().at("/results")).hasSize(1500);
        assertThat(again.header("Idempotent-Replayed")).isEmpty();
        assertThat(calls()).isEqualTo(4);
    }

    @Test
    void runsARepeatOfARefusedRequest() {
        Reply refused = post(body("chat-cn", user, "bob").put("typo", 1), KEY, key);
        assertThat(refused.status()).isEqualTo(400);

        Reply corrected = post(body("chat-cn", user, "bob"), KEY, key);

        assertThat(corrected.status()).isEqualTo(200);
    }

    @Test
    void countsReplays() {
        double before = replayed();
        post(body("chat-cn", user, "bob"), KEY, key);

        post(body("chat-cn", user, "bob"), KEY, key);

        assertThat(replayed()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "a b", "a\tb" })
    void refusesAKeyThatIsNotVisibleAscii(String malformed) {
        assertRefused(malformed);
    }

    @Test
    void refusesAKeyThatIsTooLong() {
        assertRefused("k".repeat(256));
    }

    private void assertRefused(String malformed) {
        Reply reply = post(body("chat-cn", user, "bob"), KEY, malformed);

        Problems.check(reply, 400, "invalid_request", "none");
        assertThat(reply.at("/detail")).contains(KEY);
        assertThat(calls()).isZero();
    }

    private static double replayed() {
        return ApiCaller.metric("friends_import_idempotency_total", "result=\"replayed\"");
    }

    private long calls() {
        return sandbox.tencent().lastRequests().stream()
                .filter(call -> ApiCaller.json(call.body().toString()).at("/From_Account").asText().equals(user)).count();
    }
}
