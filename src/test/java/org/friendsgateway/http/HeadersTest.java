package org.friendsgateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;
import static org.friendsgateway.ApiCaller.post;
import static org.friendsgateway.Await.await;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller;
import org.friendsgateway.ApiCaller.Reply;
import org.friendsgateway.Problems;
import org.friendsgateway.SimulatedVendors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class HeadersTest {

    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    @ParameterizedTest
    @ValueSource(strings = { " ", ",", "application/json,", " , */*" })
    void ignoresEmptyMediaTypes(String accept) {
        assertThat(post(body("chat-cn", "alice", "bob"), "Accept", accept).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = { "a", "A-1_b.c", "0123456789" })
    void returnsTheCallersRequestId(String id) {
        Reply reply = post(body("chat-cn", "alice", "bob"), "X-Request-Id", id);

        assertThat(reply.header("X-Request-Id")).isEqualTo(id).isEqualTo(reply.at("/requestId"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "a b", "a/b", "ä", "a;b", "<a>" })
    void replacesAMalformedRequestId(String id) {
        Reply reply = post(body("chat-cn", "alice", "bob"), "X-Request-Id", id);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("X-Request-Id")).matches(UUID).isEqualTo(reply.at("/requestId"));
    }

    @Test
    void acceptsRequestIdsOfUpTo128Characters() {
        List<String> ids = List.of("x".repeat(128), "x".repeat(129)).stream()
                .map(id -> post(body("chat-cn", "alice", "bob"), "X-Request-Id", id).header("X-Request-Id")).toList();

        assertThat(ids.get(0)).isEqualTo("x".repeat(128));
        assertThat(ids.get(1)).matches(UUID);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', textBlock = """
            wait=5                              > wait=5
            wait="7"                            > wait=7
            WAIT = 5                            > wait=5
            wait=0                              > wait=1
            wait=121                            > wait=120
            wait=99999999999999999999           > wait=120
            wait=5; because=busy                > wait=5
            wait=5, wait=9                      > wait=5
            handling=strict                     > handling=strict
            handling=Lenient                    > handling=lenient
            respond-async, wait=5,handling=strict > wait=5, handling=strict
            x="a, wait=9, b", wait=5            > wait=5
            x="a\\", wait=9", wait=5            > wait=5
            wait="\\5"                          > wait=5
            wait=5;a="b, wait=9";;c             > wait=5
            wait=x y, handling=strict           > handling=strict
            ,, wait=5 ,                         > wait=5
            """)
    void reportsAppliedPreferences(String prefer, String applied) {
        Reply reply = post(body("chat-cn", "alice", "bob"), "Prefer", prefer);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Preference-Applied")).isEqualTo(applied);
    }

    @ParameterizedTest
    @ValueSource(strings = { "wait=soon", "wait=-1", "wait=1.5", "wait=", "wait", "wait=5s", "wait=\"5", "handling=harsh",
            "handling", "respond-async", ",,;=,", "=5", "wait==5", "x=\"a, wait=5, b\"", "x=\"a, wait=5",
            "x=\"a\\\", wait=5, b\"",
            "wait=soon, wait=5", "wait=5 6", "wait=5;x=", "wait='5'", "wa it=5" })
    void ignoresMalformedAndUnknownPreferences(String prefer) {
        Reply reply = post(body("chat-cn", "alice", "bob"), "Prefer", prefer);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers().map()).doesNotContainKey("preference-applied");
    }

    @Test
    void readsPreferencesFromSeveralHeaders() {
        Reply reply = post(body("chat-cn", "alice", "bob"), "Prefer", "wait=5", "Prefer", "handling=strict");

        assertThat(reply.header("Preference-Applied")).isEqualTo("wait=5, handling=strict");
    }

    @Test
    void reportsTheRemainingQuota() {
        Reply reply = post(body("chat-cn", "alice", "bob"));

        assertThat(reply.header("RateLimit-Policy")).isEqualTo("\"chat-cn\";q=5000;w=1");
        assertThat(number("\"chat-cn\";r=(\\d+);t=1", reply.header("RateLimit"))).isBetween(1.0, 5000.0);
    }

    @Test
    void reportsWhereTheTimeWent() {
        Reply reply = post(body("chat-cn", "alice", "bob"));

        // The simulated vendor takes two milliseconds.
        assertThat(number(".*vendor;dur=([0-9.]+).*", reply.header("Server-Timing"))).isBetween(2.0, 30_000.0);
        assertThat(reply.header("Server-Timing"))
                .matches("quota;dur=\\d+\\.\\d+, vendor;dur=\\d+\\.\\d+, gateway;dur=\\d+\\.\\d+");
    }

    @Test
    void refusesAtOnceWithoutQuotaBeforeTheDeadlineAndSaysWhenToRetry() {
        List<CompletableFuture<Reply>> waiting = IntStream.range(0, 6)
                .mapToObj(i -> ApiCaller.posting(body("slow", "user-" + i, "bob"))).toList();
        await("all are there").until(
                () -> inFlight("slow") + waiting.stream().filter(CompletableFuture::isDone).count() == waiting.size());
        await("they wait for permits").until(() -> secondsToNextPermit() > 4);

        double before = secondsToNextPermit();
        Reply reply = post(body("slow", "dora", "bob"), "Prefer", "wait=1");
        double after = secondsToNextPermit();

        assertThat(reply.status()).isEqualTo(429);
        Problems.check(reply);
        assertThat(reply.at("/code")).isEqualTo("rate_limited");
        assertThat(reply.at("/outcome")).isEqualTo("none");
        assertThat(Double.parseDouble(reply.header("Retry-After"))).isBetween(after, before);
        assertThat(reply.header("RateLimit")).startsWith("\"slow\";r=0;t=");
        assertThat(waiting).allSatisfy(other -> assertThat(other.join().status()).isEqualTo(200));
    }

    private static double inFlight(String app) {
        return number(".*friends_import_in_flight\\{app=\"" + app + "\"[^}]*} ([0-9.]+).*",
                ApiCaller.manage("/q/metrics").body().replace('\n', ' '));
    }

    // An invalid request takes no permit, but reports the quota.
    private static double secondsToNextPermit() {
        return number("\"slow\";r=\\d+;t=(\\d+)", post(body("slow", "alice", "alice")).header("RateLimit"));
    }

    private static double number(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.matches()).as(text).isTrue();
        return Double.parseDouble(matcher.group(1));
    }
}
