package org.friendsgateway.sandbox.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.SandboxClient;
import org.friendsgateway.sandbox.easemob.EasemobCaller;
import org.friendsgateway.sandbox.easemob.EasemobSandbox;
import org.friendsgateway.sandbox.fault.Fault.Moment;
import org.friendsgateway.sandbox.fault.Fault.Processing;
import org.friendsgateway.sandbox.tencent.TencentCaller;
import org.friendsgateway.sandbox.tencent.TencentSandbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FaultQueue at both vendors. */
class FaultInjectionTest {

    private final Vertx vertx = Vertx.vertx();
    private final Sandbox sandbox = new Sandbox(vertx, TencentCaller.SETTINGS, EasemobCaller.SETTINGS).start()
            .toCompletionStage().toCompletableFuture().join();
    private final TencentSandbox tencent = sandbox.tencent();
    private final EasemobSandbox easemob = sandbox.easemob();

    @AfterEach
    void close() {
        sandbox.close().compose(closed -> vertx.close()).toCompletionStage().toCompletableFuture().join();
    }

    private JsonNode importing(String owner, String... friends) {
        return new TencentCaller(tencent).importing(owner, friends);
    }

    private HttpResponse<String> answer(String owner, String... friends) {
        return SandboxClient.send(new TencentCaller(tencent).request(TencentCaller.body(owner, friends)));
    }

    private CompletableFuture<HttpResponse<String>> asking(String owner, String... friends) {
        return SandboxClient.sendAsync(new TencentCaller(tencent).request(TencentCaller.body(owner, friends)));
    }

    @Test
    void affectsOneUserForSomeCalls() {
        tencent.faults().add(Fault.refusal(30006, "busy").times(2).forUser("alice"));

        assertThat(importing("other", "bob").path("ErrorCode").asInt()).isZero();
        assertThat(importing("alice", "bob").toString()).isEqualTo("""
                {"ActionStatus":"FAIL","ErrorCode":30006,"ErrorInfo":"busy","ErrorDisplay":""}""");
        assertThat(importing("alice", "bob").path("ErrorCode").asInt()).isEqualTo(30006);
        assertThat(tencent.friendsOf("alice")).isEmpty();
        assertThat(importing("alice", "bob").path("ErrorCode").asInt()).isZero();
    }

    @Test
    void refusesInEasemobsForm() {
        easemob.faults().add(Fault.refusal(429, "resource_limited", "You have exceeded the limit of the Free edition"));

        HttpResponse<String> response = new EasemobCaller(easemob).importing("alice", "bob");

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(SandboxClient.json(response).path("error").asText()).isEqualTo("resource_limited");
    }

    @Test
    void editsTencentsResponse() {
        tencent.faults().add(Fault.of(FaultResponse.Edits.NONE.result("bob", 30001, "Err_SNS_FriendAdd_Friend_Exist")
                .leavingOut("carl").mentioningTwice("dora").mentioningUnasked("eve")));

        JsonNode answer = importing("alice", "bob", "carl", "dora");

        assertThat(answer.path("ResultItem").findValuesAsText("To_Account")).containsExactly("bob", "dora", "dora", "eve");
        assertThat(answer.at("/ResultItem/0/ResultInfo").asText()).isEqualTo("Err_SNS_FriendAdd_Friend_Exist");
        assertThat(answer.path("Fail_Account").toString()).isEqualTo("[\"bob\"]");
        assertThat(tencent.friendsOf("alice")).containsExactly("carl", "dora");
    }

    @Test
    void editsEasemobsResponse() {
        easemob.faults().add(Fault.of(FaultResponse.Edits.NONE.result("Bob", "UnKnowFailed").leavingOut("Carl")
                .mentioningTwice("dora").mentioningUnasked("Eve")));

        JsonNode data = SandboxClient.json(new EasemobCaller(easemob).importing("alice", "bob", "carl", "dora")).path("data");

        assertThat(data.toString()).isEqualTo("""
                {"UnKnowFailed":["bob"],"success":["dora","dora","Eve"],"NotExistFailed":[],"maxLimitFailed":[]}""");
        assertThat(easemob.friendsOf("alice")).containsExactly("carl", "dora");
    }

    @Test
    void answersLikeAProxy() {
        tencent.faults().add(Fault.raw(502, "text/html", "<html>Bad Gateway</html>"));
        tencent.faults().add(Fault.raw(502, "text/html", "").processing(Processing.BEFORE));
        tencent.faults().add(Fault.redirect("http://127.0.0.1:1/elsewhere"));

        HttpResponse<String> page = answer("alice", "bob");
        assertThat(page.statusCode()).isEqualTo(502);
        assertThat(page.headers().firstValue("content-type")).contains("text/html");
        assertThat(page.body()).isEqualTo("<html>Bad Gateway</html>");
        assertThat(tencent.friendsOf("alice")).isEmpty();

        assertThat(answer("alice", "bob").body()).isEmpty();
        assertThat(tencent.friendsOf("alice")).containsExactly("bob");

        HttpResponse<String> redirect = answer("alice", "carl");
        assertThat(redirect.statusCode()).isEqualTo(307);
        assertThat(redirect.headers().firstValue("location")).contains("http://127.0.0.1:1/elsewhere");
    }

    @Test
    void sendsGivenHeadersAndBytes() throws Exception {
        byte[] gbk = "{\"ErrorInfo\":\"中文\"}".getBytes("GBK");
        tencent.faults().add(Fault.raw(200, "application/json", Buffer.buffer(gbk)).header("Retry-After", "7")
                .processing(Processing.BEFORE));
        easemob.faults().add(Fault.refusal(429, "reach_limit", "").header("Retry-After", "8"));

        HttpResponse<byte[]> response = HttpClient.newHttpClient().send(
                new TencentCaller(tencent).request(TencentCaller.body("alice", "bob")).build(), BodyHandlers.ofByteArray());
        HttpResponse<String> refused = new EasemobCaller(easemob).importing("alice", "bob");

        assertThat(response.body()).isEqualTo(gbk);
        assertThat(response.headers().firstValue("retry-after")).contains("7");
        assertThat(tencent.friendsOf("alice")).containsExactly("bob");
        assertThat(refused.headers().firstValue("retry-after")).contains("8");
        assertThat(refused.headers().allValues("content-type")).containsExactly("application/json");
    }

    @Test
    void truncatesAResponse() {
        tencent.faults().add(Fault.truncated());

        HttpResponse<String> response = answer("alice", "bob");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).startsWith("{\"ResultItem\"").doesNotContain("ActionStatus");
        assertThat(tencent.friendsOf("alice")).containsExactly("bob");
    }

    @ParameterizedTest
    @CsvSource({ "BEFORE_READING, false", "AFTER_PROCESSING, true", "MID_ANSWER, true" })
    void cutsTheConnection(Moment moment, boolean stored) {
        tencent.faults().add(Fault.cut(moment));

        assertThatThrownBy(() -> asking("alice", "bob").join()).hasCauseInstanceOf(IOException.class);

        assertThat(tencent.friendsOf("alice")).hasSize(stored ? 1 : 0);
        assertThat(tencent.calls()).isEqualTo(1);
        assertThat(importing("alice", "carl").path("ErrorCode").asInt()).isZero();
    }

    @Test
    void cutsConnectionsOfOneUser() {
        tencent.faults().add(Fault.cut(Moment.BEFORE_READING).forUser("alice"));

        assertThat(importing("other", "bob").path("ErrorCode").asInt()).isZero();
        assertThatThrownBy(() -> asking("alice", "bob").join()).hasCauseInstanceOf(IOException.class);
        assertThat(tencent.friendsOf("alice")).isEmpty();
    }

    @Test
    void hangsUntilThePeerDisconnects() {
        tencent.faults().add(Fault.hang());
        CompletableFuture<HttpResponse<String>> asking = asking("alice", "bob");
        SandboxClient.until(() -> tencent.inFlight() == 1 && tencent.faults().waiting() == 0);

        asking.cancel(true);

        SandboxClient.until(() -> tencent.inFlight() == 0);
        assertThat(tencent.friendsOf("alice")).isEmpty();
    }

    @Test
    void streamsUntilThePeerDisconnects() throws Exception {
        tencent.faults().add(Fault.endless());

        try (InputStream body = HttpClient.newHttpClient().send(
                new TencentCaller(tencent).request(TencentCaller.body("alice", "bob")).build(), BodyHandlers.ofInputStream())
                .body()) {
            assertThat(body.readNBytes(3 << 20)).hasSize(3 << 20).startsWith('[', '0', ',');
            assertThat(tencent.inFlight()).isEqualTo(1);
        }
        SandboxClient.until(() -> tencent.inFlight() == 0);
    }

    @Test
    void storesBeforeOrAfterADelay() {
        tencent.faults().add(Fault.delay(Duration.ofSeconds(1)));
        tencent.faults().add(Fault.delay(Duration.ofSeconds(1)).processing(Processing.AFTER));

        CompletableFuture<HttpResponse<String>> early = asking("alice", "bob");
        CompletableFuture<HttpResponse<String>> late = asking("dora", "bob");
        SandboxClient.until(() -> tencent.faults().waiting() == 0);

        assertThat(tencent.friendsStored()).isEqualTo(1);
        assertThat(early).isNotDone();
        assertThat(SandboxClient.json(early.join()).path("ErrorCode").asInt()).isZero();
        assertThat(SandboxClient.json(late.join()).path("ErrorCode").asInt()).isZero();
        assertThat(tencent.friendsStored()).isEqualTo(2);
    }

    @Test
    void keepsFaultsForAdmittedCalls() {
        tencent.faults().add(Fault.refusal(30006, ""));

        assertThat(new TencentCaller(tencent).with("random", "x").importing("alice", "bob").path("ErrorCode").asInt())
                .isEqualTo(60025);
        assertThat(importing("alice", "bob").path("ErrorCode").asInt()).isEqualTo(30006);
    }

    @Test
    void refusesImpossibleFaults() {
        assertThatIllegalArgumentException().isThrownBy(() -> tencent.faults().add(Fault.result("bob", "maxLimitFailed")));
        assertThatIllegalArgumentException().isThrownBy(() -> easemob.faults().add(Fault.result("bob", 30010, "")));
        assertThatIllegalArgumentException().isThrownBy(() -> tencent.faults().add(Fault.hang().atLogin()));
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.truncated().processing(Processing.NEVER));
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.cut(Moment.BEFORE_READING).processing(Processing.BEFORE));
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.hang().times(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.hang().header("Retry-After", "7"));
    }
}
