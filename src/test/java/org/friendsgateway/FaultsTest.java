package org.friendsgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;
import static org.friendsgateway.ApiCaller.post;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller.Reply;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.fault.Fault.Moment;
import org.friendsgateway.sandbox.fault.Fault.Processing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers see of vendors that misbehave. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class FaultsTest {

    private static final int ATTEMPTS = 4;

    private static final Map<String, Fault> UNREADABLE = Map.of(
            "truncated", Fault.truncated(),
            "empty", Fault.emptyBody(),
            "null", Fault.raw(200, "application/json", "null"),
            "array", Fault.raw(200, "application/json", "[]"),
            "object", Fault.raw(200, "application/json", "{}"),
            "page", Fault.raw(200, "text/html", "<html>Welcome to our hotel</html>"),
            "error page", Fault.raw(502, "text/html", "<html>Bad Gateway</html>"),
            "redirect", Fault.redirect("http://127.0.0.1:1/elsewhere"),
            "endless", Fault.endless());

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;

    @AfterEach
    void noFaultIsLeft() {
        int waiting = sandbox.tencent().faults().waiting() + sandbox.easemob().faults().waiting();
        sandbox.tencent().faults().clear();
        sandbox.easemob().faults().clear();
        assertThat(waiting).isZero();
        assertThat(sandbox.tencent().overlaps()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void sendsAgainWhatABrokenConnectionLeftOpen(Moment moment) {
        String user = "cut-once-" + moment;
        sandbox.tencent().faults().add(Fault.cut(moment).forUser(user));

        Reply reply = post(body("faulty", user, "bob", "carl"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(sandbox.tencent().friendsOf(user)).containsExactly("bob", "carl");
        assertThat(calls(user)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void callsFriendsUnknownWhenTheConnectionBreaksEachTime(Moment moment) {
        String user = "cut-always-" + moment;
        sandbox.tencent().faults().add(Fault.cut(moment).times(ATTEMPTS).forUser(user));

        Reply reply = post(body("faulty", user, "bob", "carl"));

        Problems.check(reply, 503, "vendor_unavailable", "unknown");
        assertThat(calls(user)).isEqualTo(ATTEMPTS);
    }

    @Test
    void sendsAgainWhatWasNotEvenRead() {
        sandbox.tencent().faults().add(Fault.cut(Moment.BEFORE_READING));

        Reply reply = post(body("faulty", "cut-unread", "bob"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(sandbox.tencent().friendsOf("cut-unread")).containsExactly("bob");
    }

    @ParameterizedTest
    @ValueSource(strings = { "truncated", "empty", "null", "array", "object", "page", "error page", "redirect", "endless" })
    void callsFriendsUnknownWhenNoAnswerCanBeRead(String answer) {
        String user = "unreadable " + answer;
        sandbox.tencent().faults().add(unreadable(answer).times(ATTEMPTS).forUser(user));

        Reply reply = post(body("faulty", user, "bob", "carl"));

        Problems.check(reply, 503, "vendor_unavailable", "unknown");
        assertThat(calls(user)).isEqualTo(ATTEMPTS);
    }

    @ParameterizedTest
    @ValueSource(strings = { "truncated", "empty", "null", "array", "object", "page", "error page", "endless" })
    void callsFriendsUnknownWhenNoAnswerOfEasemobCanBeRead(String answer) {
        String user = "unreadable-" + answer.replace(" ", "-");
        sandbox.easemob().faults().add(unreadable(answer).times(ATTEMPTS).forUser(user));

        Reply reply = post(body("chat-ease", user, "bob", "carl"));

        Problems.check(reply, 503, "vendor_unavailable", "unknown");
    }

    @ParameterizedTest
    @ValueSource(ints = { 500, 502, 503, 505, 507, 520, 524, 599 })
    void callsFriendsUnknownThatWereStoredBeforeAServerError(int status) {
        for (Fault error : List.of(Fault.raw(status, "text/html", "<html>Web server is down</html>"),
                Fault.refusal(status, "something_new", "Sorry."))) {
            String user = "stored-" + status;
            sandbox.easemob().faults().add(error.processing(Processing.BEFORE).times(ATTEMPTS).forUser(user));

            Reply reply = post(body("stored-ease", user, "bob", "carl"), "Idempotency-Key", user + error.hashCode());

            Problems.check(reply, 503, "vendor_unavailable", "unknown");
            assertThat(sandbox.easemob().friendsOf(user)).containsExactly("bob", "carl");
            assertThat(post(body("stored-ease", user, "bob", "carl"), "Idempotency-Key", user + error.hashCode()).statuses())
                    .containsExactly("imported", "imported");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 30006, 60013, 70500 })
    void callsFriendsUnknownThatWereStoredBeforeAnInternalError(int code) {
        String user = "internal-" + code;
        sandbox.tencent().faults().add(Fault.refusal(code, "internal").processing(Processing.BEFORE).times(ATTEMPTS)
                .forUser(user));
        Problems.check(post(body("stored", user, "bob")), 503, "vendor_unavailable", "unknown");

        sandbox.tencent().faults().add(Fault.result("carl", code, "internal").times(ATTEMPTS).forUser(user));
        assertThat(post(body("stored", user, "bob", "carl")).statuses()).containsExactly("imported", "unknown");
    }

    @Test
    void sendsAgainWhatTheVendorDidNotAnswerInTime() {
        sandbox.tencent().faults().add(Fault.hang().forUser("hang-once"));

        Reply reply = post(body("faulty", "hang-once", "bob"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(calls("hang-once")).isEqualTo(2);
    }

    @Test
    void sendsAgainAfterAWriteConflict() {
        sandbox.tencent().faults().add(Fault.refusal(30008, "Err_SNS_Write_Conflict").times(2).forUser("conflict"));

        Reply reply = post(body("faulty", "conflict", "bob"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(calls("conflict")).isEqualTo(3);
    }

    @Test
    void sendsAgainAfterARefusalForSpeed() {
        sandbox.tencent().faults().add(Fault.refusal(60007, "too fast").forUser("speeder"));

        Reply reply = post(body("throttled", "speeder", "bob"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(calls("speeder")).isEqualTo(2);
    }

    @Test
    void waitsWithEveryCallOfAnAppWhoseSpeedTheVendorRefusesForAsLongAsItAsks() {
        sandbox.easemob().faults().add(Fault.refusal(429, "reach_limit", "too fast").header("Retry-After", "7")
                .forUser("paused"));

        Reply refused = post(body("paused-ease", "paused", "bob"), "Prefer", "wait=5");
        Reply other = post(body("paused-ease", "paused-too", "bob"), "Prefer", "wait=1");

        Problems.check(refused, 429, "vendor_rate_limited", "none");
        assertThat(refused.json().at("/retryAfterMs").intValue()).isEqualTo(7000);
        Problems.check(other, 429, "rate_limited", "none");
        assertThat(other.json().at("/retryAfterMs").intValue()).isBetween(2000, 7000);
        assertThat(sandbox.easemob().friendsOf("paused-too")).isEmpty();
    }

    @Test
    void waitsWithTheCallAloneForWhichAVendorThatIsNotThereAsks() {
        sandbox.tencent().faults().add(Fault.raw(503, "text/html", "<html>Maintenance</html>").header("Retry-After", "7")
                .processing(Processing.BEFORE).forUser("maintained"));

        Reply refused = post(body("stored", "maintained", "bob"), "Prefer", "wait=5");
        Reply other = post(body("stored", "maintained-too", "bob"));

        Problems.check(refused, 503, "vendor_unavailable", "unknown");
        assertThat(refused.json().at("/retryAfterMs").intValue()).isEqualTo(7000);
        assertThat(calls("maintained")).isEqualTo(1);
        assertThat(other.status()).isEqualTo(200);
    }

    @Test
    void renewsACredentialOnceThatTheVendorTakesNoMore() {
        post(body("chat-ease", "token-1", "bob"));
        sandbox.easemob().revokeTokens();

        Reply reply = post(body("chat-ease", "token-2", "bob"));

        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void saysThatNothingHappenedWhenTheVendorIsDown() {
        Reply reply = post(body("down", "alice", "bob"));

        Problems.check(reply, 503, "vendor_unavailable", "none");
    }

    @Test
    void sendsNothingAfterAReasonThatHoldsForTheUser() {
        List<String> friends = IntStream.range(0, 1500).mapToObj(i -> "f" + i).toList();

        Reply reply = post(body("faulty", "ghost-user", friends));

        Problems.check(reply, 404, "user_not_found", "none");
        assertThat(calls("ghost-user")).isEqualTo(1);
    }

    private static Fault unreadable(String answer) {
        return Objects.requireNonNull(UNREADABLE.get(answer));
    }

    private long calls(String user) {
        return sandbox.tencent().lastRequests().stream()
                .filter(call -> ApiCaller.json(call.body().toString()).at("/From_Account").asText().equals(user)).count();
    }
}
