package org.friendsgateway.sandbox.easemob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.sandbox.easemob.EasemobCaller.SETTINGS;
import static org.friendsgateway.sandbox.easemob.EasemobCaller.assertError;
import static org.friendsgateway.sandbox.easemob.EasemobCaller.credentials;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.core.Vertx;

import org.friendsgateway.sandbox.SandboxClient;
import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.server.Latency;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EasemobSandboxTest {

    private static final Vertx VERTX = Vertx.vertx();

    private EasemobSandbox sandbox = start(SETTINGS);

    @AfterEach
    void close() {
        sandbox.close().toCompletionStage().toCompletableFuture().join();
    }

    @AfterAll
    static void closeVertx() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private static EasemobSandbox start(EasemobSandbox.Settings settings) {
        return new EasemobSandbox(VERTX, settings).start().toCompletionStage().toCompletableFuture().join();
    }

    private void restartWith(EasemobSandbox.Settings settings) {
        close();
        sandbox = start(settings);
    }

    private EasemobCaller call() {
        return new EasemobCaller(sandbox);
    }

    @Test
    void answersAsDocumented() {
        HttpResponse<String> response = call().importing("alice", "1", "2", "3");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(response.body().replaceAll("\"timestamp\":\\d{13}", "\"timestamp\":1")).isEqualTo("""
                {"status":"ok","timestamp":1,"action":"post","data":{"UnKnowFailed":[],"success":["1","2","3"],\
                "NotExistFailed":[],"maxLimitFailed":[]},"duration":0}""");
    }

    @Test
    void issuesValidTokens() {
        JsonNode first = SandboxClient.json(call().logIn(credentials("client", "secret")));
        JsonNode second = SandboxClient.json(call().logIn(credentials("client", "secret")));

        assertThat(first.path("expires_in").asLong()).isEqualTo(Duration.ofDays(60).toSeconds());
        assertThat(first.path("application").asText()).hasSize(36).isEqualTo(second.path("application").asText());
        assertThat(first.path("access_token")).isNotEqualTo(second.path("access_token"));
        for (JsonNode answer : List.of(first, second)) {
            String bearer = "Bearer " + answer.path("access_token").asText();
            assertThat(call().with("Authorization", bearer).importing("alice", "bob").statusCode()).isEqualTo(200);
        }
        assertThat(sandbox.tokenRequests()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = { ",\"ttl\":60}", ",\"ttl\":\"60\"}" })
    void acceptsALifetimeOfTheClientsChoice(String ttl) {
        JsonNode answer = SandboxClient.json(call().logIn(credentials("client", "secret").replace("}", ttl)));

        assertThat(answer.path("expires_in").asLong()).isEqualTo(60);
    }

    @Test
    void refusesExpiredTokens() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        restartWith(SETTINGS.withTokenLifetime(Duration.ofHours(1)).withClock(clock(now::get)));
        EasemobCaller caller = call();

        now.set(Instant.EPOCH.plusSeconds(3599));
        assertThat(caller.importing("alice", "bob").statusCode()).isEqualTo(200);
        now.set(Instant.EPOCH.plusSeconds(3600));
        assertError(caller.importing("alice", "bob"), 401, "unauthorized",
                "Unable to authenticate due to expired access token");
        assertThat(call().importing("alice", "bob").statusCode()).isEqualTo(200);
    }

    private static Clock clock(InstantSource source) {
        return source.withZone(ZoneOffset.UTC);
    }

    @Test
    void refusesRevokedTokens() {
        EasemobCaller caller = call();

        sandbox.revokeTokens();

        assertError(caller.importing("alice", "bob"), 401, "unauthorized", "Unable to authenticate (OAuth)");
        assertThat(call().importing("alice", "bob").statusCode()).isEqualTo(200);
    }

    @Test
    void ignoresTheCaseOfNames() {
        JsonNode answer = SandboxClient.json(call().importing("Al%69ce", "BOB", "Carl.x_y-1"));

        assertThat(answer.at("/data/success").toString()).isEqualTo("[\"bob\",\"carl.x_y-1\"]");
        assertThat(sandbox.friendsOf("ALICE")).containsExactly("bob", "carl.x_y-1");
    }

    @Test
    void sortsFriendsIntoItsArrays() {
        restartWith(SETTINGS.withFriendCap(2));
        call().importing("alice", "bob");

        JsonNode data = SandboxClient.json(call().importing("alice", "ghost7", "carl", "dora", "bob")).path("data");

        assertThat(data.toString()).isEqualTo("""
                {"UnKnowFailed":[],"success":["carl","bob"],"NotExistFailed":["ghost7"],"maxLimitFailed":["dora"]}""");
        assertThat(sandbox.friendsOf("alice")).containsExactly("bob", "carl");
        assertError(call().importing("alice", "bob"), 403, "exceed_limit", "Inviter's contact max count.");
    }

    @Test
    void sendsNoticesOnRequest() {
        EasemobCaller caller = call().at("/org/app/users/%s/contacts/import?isSendNotice=true");

        caller.importing("alice", "bob", "ghost", "carl");
        call().at("/org/app/users/%s/contacts/import?isSendNotice=false").importing("alice", "dora");

        assertThat(sandbox.receivedNotices()).isEqualTo(2);
        assertThat(sandbox.lastRequests().get(0).query()).isEqualTo("isSendNotice=true");
    }

    @Test
    void refusesCallsOverTheLimit() {
        restartWith(SETTINGS.withCallsPerSecond(2));
        EasemobCaller caller = call();

        List<HttpResponse<String>> answers = IntStream.range(0, 5)
                .mapToObj(i -> SandboxClient.sendAsync(caller.request("u" + i, EasemobCaller.body("bob")))).toList().stream()
                .map(CompletableFuture::join).toList();

        assertThat(answers).extracting(HttpResponse::statusCode).containsExactlyInAnyOrder(200, 200, 429, 429, 429);
        answers.stream().filter(answer -> answer.statusCode() != 200)
                .forEach(answer -> assertError(answer, 429, "reach_limit", "This request has reached api limit"));
        assertThat(sandbox.refusals()).isEqualTo(3);
        assertThat(sandbox.maxPerSlidingSecond()).isEqualTo(5);
    }

    @Test
    void limitsTokenRequestsSeparately() {
        restartWith(new EasemobSandbox.Settings("org", "app", "client", "secret", 0, 100, 3000, Duration.ofDays(1), 1,
                Latency.none(), Clock.system(ZoneId.of("Asia/Shanghai"))));

        assertThat(call().logIn(credentials("client", "secret")).statusCode()).isEqualTo(200);
        assertError(call().logIn(credentials("client", "secret")), 429, "reach_limit", "This request has reached api limit");
        assertThat(call().importing("alice", "bob").statusCode()).isEqualTo(200);
    }

    @Test
    void countsAndAcceptsOverlaps() {
        sandbox.faults().add(Fault.hang().forUser("Alice"));
        CompletableFuture<HttpResponse<String>> first = SandboxClient
                .sendAsync(call().request("alice", EasemobCaller.body("bob")));
        SandboxClient.until(() -> sandbox.faults().waiting() == 0);

        assertThat(call().importing("ALICE", "carl").statusCode()).isEqualTo(200);

        assertThat(sandbox.overlaps()).isEqualTo(1);
        first.cancel(true);
        SandboxClient.until(() -> sandbox.inFlight() == 0);
        call().importing("alice", "dora");
        assertThat(sandbox.overlaps()).isEqualTo(1);
    }

    @Test
    void keepsTokensOverAReset() {
        EasemobCaller caller = call();
        caller.importing("alice", "bob");

        sandbox.forgetEverything();

        assertThat(sandbox.friendsOf("alice")).isEmpty();
        assertThat(sandbox.calls()).isZero();
        assertThat(caller.importing("alice", "bob").statusCode()).isEqualTo(200);
    }
}
