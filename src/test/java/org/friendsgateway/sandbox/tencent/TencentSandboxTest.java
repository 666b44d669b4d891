package org.friendsgateway.sandbox.tencent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.sandbox.tencent.TencentCaller.SETTINGS;
import static org.friendsgateway.sandbox.tencent.TencentCaller.code;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.core.Vertx;

import org.friendsgateway.sandbox.SandboxClient;
import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.server.Latency;
import org.friendsgateway.sandbox.server.ReceivedRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TencentSandboxTest {

    private static final Vertx VERTX = Vertx.vertx();

    private TencentSandbox sandbox = start(SETTINGS);

    @AfterEach
    void close() {
        sandbox.close().toCompletionStage().toCompletableFuture().join();
    }

    @AfterAll
    static void closeVertx() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private static TencentSandbox start(TencentSandbox.Settings settings) {
        return new TencentSandbox(VERTX, settings).start().toCompletionStage().toCompletableFuture().join();
    }

    private void restartWith(TencentSandbox.Settings settings) {
        close();
        sandbox = start(settings);
    }

    private TencentCaller call() {
        return new TencentCaller(sandbox);
    }

    @Test
    void answersAsDocumented() {
        HttpResponse<String> response = SandboxClient.send(call().request(TencentCaller.body("id", "id1")));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(response.body()).isEqualTo("""
                {"ResultItem":[{"To_Account":"id1","ResultCode":0,"ResultInfo":""}],\
                "ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","ErrorDisplay":""}""");
    }

    @Test
    void answersInTheOldForm() {
        restartWith(SETTINGS.withOldForm());

        assertThat(SandboxClient.send(call().request(TencentCaller.body("id", "id1"))).body()).isEqualTo("""
                {"ResultItem":[{"To_Account":"id1","ResultCode":0,"ResultInfo":""}],\
                "Fail_Account":[],"Invalid_Account":[],\
                "ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","ErrorDisplay":""}""");
    }

    @Test
    void storesTheDocumentedExample() {
        call().send(
                """
                        {"From_Account":"id","AddFriendItem":[{"To_Account":"id1","Remark":"remark1","RemarkTime":1420000001,
                        "GroupName":["朋友"],"AddSource":"AddSource_Type_XXXXXXXX","AddWording":"I'm Test1","AddTime":1420000002,
                        "CustomItem":[{"Tag":"Tag_SNS_1300000000_XXXX","Value":"Test"},{"Tag":"Tag_SNS_1300000000_YYYY","Value":0}]}]}""");

        assertThat(sandbox.friend("id", "id1")).contains(new TencentFriend("id1", Optional.of("remark1"),
                OptionalLong.of(1420000001), List.of("朋友"), "AddSource_Type_XXXXXXXX", Optional.of("I'm Test1"),
                OptionalLong.of(1420000002), Map.of("Tag_SNS_1300000000_XXXX", "Test", "Tag_SNS_1300000000_YYYY", 0L)));
        assertThat(SandboxClient.json(SandboxClient.send("GET", sandbox.port(), "/sandbox/friends/id/id1", ""))
                .path("CustomItem").toString())
                .isEqualTo("""
                        [{"Tag":"Tag_SNS_1300000000_XXXX","Value":"Test"},{"Tag":"Tag_SNS_1300000000_YYYY","Value":0}]""");
    }

    @Test
    void reportsOkWhenSomeFriendsFail() {
        JsonNode answer = call().importing("id", "bob", "ghost1", "carl");

        assertThat(code(answer)).isZero();
        assertThat(answer.path("Fail_Account").toString()).isEqualTo("[\"ghost1\"]");
        assertThat(answer.at("/ResultItem/1/ResultCode").asInt()).isEqualTo(30003);
        assertThat(answer.has("Invalid_Account")).isFalse();
        assertThat(sandbox.friendsOf("id")).containsExactly("bob", "carl");
    }

    @Test
    void refusesAnOwnerWhoDoesNotExist() {
        JsonNode answer = call().importing("ghost", "bob");

        assertThat(code(answer)).isEqualTo(30003);
        assertThat(answer.has("ResultItem")).isFalse();
    }

    @Test
    void replacesFriendsOfAFullList() {
        restartWith(SETTINGS.withFriendCap(2));
        call().importing("id", "bob");

        JsonNode answer = call().importing("id", "carl", "dora", "bob");

        assertThat(answer.path("Fail_Account").toString()).isEqualTo("[\"dora\"]");
        assertThat(answer.at("/ResultItem/1/ResultCode").asInt()).isEqualTo(30010);
        assertThat(answer.at("/ResultItem/2/ResultCode").asInt()).isZero();
        assertThat(sandbox.friendsOf("id")).containsExactly("bob", "carl");
    }

    @Test
    void refusesASecondWriteForOneUser() {
        sandbox.faults().add(Fault.hang().forUser("id"));
        CompletableFuture<HttpResponse<String>> first = SandboxClient
                .sendAsync(call().request(TencentCaller.body("id", "bob")));
        SandboxClient.until(() -> sandbox.faults().waiting() == 0);

        assertThat(code(call().importing("id", "carl"))).isEqualTo(30008);
        assertThat(code(call().importing("other", "carl"))).isZero();
        assertThat(sandbox.overlaps()).isEqualTo(1);
        assertThat(sandbox.friendsOf("id")).isEmpty();
        first.cancel(true);
        SandboxClient.until(() -> sandbox.inFlight() == 0);
        assertThat(code(call().importing("id", "carl"))).isZero();
    }

    @Test
    void detectsOverlapsDuringProcessing() {
        restartWith(SETTINGS.withLatency(Latency.processing(Duration.ofSeconds(1))));

        List<CompletableFuture<HttpResponse<String>>> both = Stream.of("bob", "carl")
                .map(friend -> SandboxClient.sendAsync(call().request(TencentCaller.body("id", friend)))).toList();

        assertThat(both).extracting(answer -> code(SandboxClient.json(answer.join()))).containsExactlyInAnyOrder(0, 30008);
        assertThat(sandbox.friendsOf("id")).hasSize(1);
    }

    @Test
    void refusesCallsOverTheLimitWithoutCountingThem() {
        restartWith(SETTINGS.withCallsPerSecond(3));

        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 5)
                .mapToObj(i -> SandboxClient.sendAsync(call().request(TencentCaller.body("id" + i, "bob")))).toList();

        assertThat(answers).extracting(answer -> code(SandboxClient.json(answer.join())))
                .containsExactlyInAnyOrder(0, 0, 0, 60007, 60007);
        assertThat(sandbox.refusals()).isEqualTo(2);
        assertThat(sandbox.maxPerSlidingSecond()).isEqualTo(5);
        assertThat(sandbox.calls()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = { "usersig", "identifier" })
    void doesNotCountUnauthenticatedCallsAgainstTheLimit(String forged) {
        restartWith(SETTINGS.withCallsPerSecond(1));

        call().with(forged, "forged").importing("id", "bob");

        assertThat(code(call().importing("id", "bob"))).isZero();
    }

    @Test
    void recordsRequestsUntilReset() {
        call().importing("id", "bob");
        ReceivedRequest last = sandbox.lastRequests().get(0);
        assertThat(last.path()).isEqualTo("/v4/sns/friend_import");
        assertThat(last.query()).contains("contenttype=json");
        assertThat(last.body().toString()).isEqualTo(TencentCaller.body("id", "bob"));

        sandbox.forgetEverything();

        assertThat(sandbox.lastRequests()).isEmpty();
        assertThat(sandbox.friendsOf("id")).isEmpty();
        assertThat(sandbox.calls()).isZero();
    }

    @Test
    void keepsPortAndStateOverARestart() {
        call().importing("id", "bob");
        int port = sandbox.port();
        close();

        sandbox.start().toCompletionStage().toCompletableFuture().join();

        assertThat(sandbox.port()).isEqualTo(port);
        // The client may not have noticed yet that its connection is gone; a GET it repeats.
        assertThat(SandboxClient.send("GET", port, "/sandbox/counters", "").statusCode()).isEqualTo(200);
        assertThat(code(call().importing("id", "carl"))).isZero();
        assertThat(sandbox.friendsOf("id")).containsExactly("bob", "carl");
    }
}
