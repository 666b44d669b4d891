package org.friendsgateway.sandbox.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.SandboxClient;
import org.friendsgateway.sandbox.easemob.EasemobCaller;
import org.friendsgateway.sandbox.easemob.EasemobSandbox;
import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.fault.Fault.Moment;
import org.friendsgateway.sandbox.fault.Fault.Processing;
import org.friendsgateway.sandbox.fault.FaultParser;
import org.friendsgateway.sandbox.tencent.TencentCaller;
import org.friendsgateway.sandbox.tencent.TencentSandbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Control of the vendors by other processes. */
class ControlApiTest {

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

    private static HttpResponse<String> addFault(int port, String json) {
        return SandboxClient.send("POST", port, "/sandbox/faults", json);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{\"refusal\":{\"code\":30006,\"info\":\"busy\"}} | {\"ActionStatus\":\"FAIL\",\"ErrorCode\":30006,\"ErrorInfo\":\"busy\",\"ErrorDisplay\":\"\"}",
            "{\"answer\":{\"status\":502,\"contentType\":\"text/html\",\"body\":\"<p>\"}} | <p>",
            "{\"answer\":{}} | ``",
            "{\"results\":{\"bob\":30010},\"leaveOut\":[\"carl\"],\"unasked\":[\"eve\"]} | {\"ResultItem\":[{\"To_Account\":\"bob\",\"ResultCode\":30010,\"ResultInfo\":\"\"},{\"To_Account\":\"eve\",\"ResultCode\":0,\"ResultInfo\":\"\"}],\"Fail_Account\":[\"bob\"],\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\",\"ErrorDisplay\":\"\"}",
            "{\"results\":{\"bob\":{\"code\":30001,\"info\":\"X_Friend_Exist\"}},\"twice\":[\"bob\"],\"leaveOut\":[\"carl\"]} | {\"ResultItem\":[{\"To_Account\":\"bob\",\"ResultCode\":30001,\"ResultInfo\":\"X_Friend_Exist\"},{\"To_Account\":\"bob\",\"ResultCode\":30001,\"ResultInfo\":\"X_Friend_Exist\"}],\"Fail_Account\":[\"bob\",\"bob\"],\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\",\"ErrorDisplay\":\"\"}" })
    void addsFaults(String json, String body) {
        HttpResponse<String> added = addFault(tencent.port(), json);

        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        assertThat(answer("alice", "bob", "carl").body()).isEqualTo(body);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void parsesEveryKindOfFault(String json, Fault fault) {
        assertThat(FaultParser.parse(SandboxClient.json(json))).isEqualTo(fault);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments("""
                        {"cut":"afterProcessing","times":3,"user":"alice","delayMs":7,"processing":"after"}""",
                        Fault.cut(Moment.AFTER_PROCESSING).times(3).forUser("alice").late(Duration.ofMillis(7))
                                .processing(Processing.AFTER)),
                arguments("{\"cut\":\"beforeReading\"}", Fault.cut(Moment.BEFORE_READING)),
                arguments("{\"cut\":\"midAnswer\"}", Fault.cut(Moment.MID_ANSWER)),
                arguments("{\"hang\":true}", Fault.hang()),
                arguments("{\"truncated\":true}", Fault.truncated()),
                arguments("{\"endless\":true,\"processing\":\"before\"}", Fault.endless().processing(Processing.BEFORE)),
                arguments("{\"delayMs\":9}", Fault.delay(Duration.ofMillis(9))),
                arguments("{\"call\":\"token\",\"hang\":true}", Fault.hang().atLogin()),
                arguments("""
                        {"refusal":{"code":60007,"info":"slow down","headers":{"Retry-After":"7"}},"processing":"before"}""",
                        Fault.refusal(60007, "slow down").header("Retry-After", "7").processing(Processing.BEFORE)),
                arguments(
                        """
                                {"answer":{"status":503,"contentType":"text/plain","headers":{"Retry-After":"7"},"bodyBase64":"wdPK"}}""",
                        Fault.raw(503, "text/plain", Buffer.buffer(new byte[] { (byte) 0xC1, (byte) 0xD3, (byte) 0xCA }))
                                .header("Retry-After", "7")),
                arguments("{\"answer\":{\"status\":307,\"location\":\"http://x/\"}}", Fault.redirect("http://x/")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{\"tims\":2} | unknown field tims", "{\"times\":0} | at least 1 call", "{\"times\":\"2\"} | order.times must be",
            "{\"delayMs\":-1} | order.delayMs is out of range", "{\"cut\":\"sometimes\"} | order.cut cannot be sometimes",
            "{\"hang\":true,\"endless\":true} | not several", "{\"hang\":true,\"twice\":[\"x\"]} | not several",
            "{\"refusal\":{}} | needs a code", "{\"refusal\":{\"error\":\"reach_limit\"}} | are numbers",
            "{\"results\":{\"bob\":\"maxLimitFailed\"}} | are numbers", "{\"results\":{\"bob\":{}}} | code is missing",
            "{\"answer\":{\"status\":99}} | 200 to 599",
            "{\"answer\":{\"body\":\"\",\"bodyBase64\":\"\"}} | cannot be given beside body",
            "{\"answer\":{\"bodyBase64\":\"%\"}} | must be Base64",
            "{\"answer\":{\"headers\":{\"a\":1}}} | headers.a must be a string",
            "{\"refusal\":{\"code\":1,\"headers\":{\"a b\":\"\"}}} | header name",
            "{\"refusal\":{\"code\":1,\"headers\":[]}} | headers must be an object", "{\"call\":\"token\"} | no tokens",
            "[] | must be an object",
            "{ | no JSON", "{\"processing\":\"never\"} | cannot be had" })
    void refusesInvalidFaults(String json, String problem) {
        HttpResponse<String> refused = addFault(tencent.port(), json);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains(problem);
        assertThat(tencent.faults().waiting()).isZero();
    }

    @Test
    void separatesFaultsOfTokenRequests() {
        assertThat(addFault(easemob.port(), """
                {"call":"token","refusal":{"status":503,"error":"down","description":"later"}}""").statusCode()).isEqualTo(201);

        assertThat(new EasemobCaller(easemob).importing("alice", "bob").statusCode()).isEqualTo(200);
        HttpResponse<String> login = SandboxClient.send(new EasemobCaller(easemob).at("/org/app/token").request("", "{}"));
        assertThat(login.statusCode()).isEqualTo(503);
    }

    @Test
    void reportsFriendsAndCounters() {
        importing("al ice", "bob", "carl");
        addFault(tencent.port(), "{\"hang\":true,\"times\":2}");

        assertThat(SandboxClient.send("GET", tencent.port(), "/sandbox/friends/al%20ice", "").body())
                .isEqualTo("[\"bob\",\"carl\"]");
        assertThat(SandboxClient.send("GET", tencent.port(), "/sandbox/counters", "").body()).isEqualTo("""
                {"calls":1,"refusals":0,"overlaps":0,"tokenRequests":0,"maxPerSlidingSecond":1,"notices":0,"inFlight":0,\
                "latestMs":0,"friends":2,"faultsWaiting":2}""");
        assertThat(SandboxClient.send("DELETE", tencent.port(), "/sandbox/faults", "").statusCode()).isEqualTo(204);
        assertThat(tencent.faults().waiting()).isZero();
        assertThat(SandboxClient.send("DELETE", tencent.port(), "/sandbox/state", "").statusCode()).isEqualTo(204);
        assertThat(tencent.friendsStored()).isZero();
        assertThat(tencent.calls()).isZero();
    }

    @Test
    void closesOtherConnections() throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        vertx.createNetClient().connect(tencent.port(), "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, SECONDS)
                .closeHandler(closed::complete);

        HttpResponse<String> done = SandboxClient.send("DELETE", tencent.port(), "/sandbox/connections", "");

        assertThat(done.statusCode()).isEqualTo(204);
        assertThat(closed).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void changesDelays() {
        HttpResponse<String> set = SandboxClient.send("PUT", tencent.port(), "/sandbox/latency",
                "{\"out\":{\"medianMs\":300}}");

        assertThat(set.statusCode()).as(set.body()).isEqualTo(204);
        long from = System.nanoTime();
        importing("alice", "bob");
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void parsesEveryDelay() {
        String json = "{\"handshake\":{\"medianMs\":500,\"p99Ms\":520},\"in\":{\"medianMs\":1},\"processing\":{\"medianMs\":2},"
                + "\"out\":{\"medianMs\":3},\"seed\":7}";

        assertThat(Latency.parse(SandboxClient.json(json)))
                .isEqualTo(new Latency(delay(500, 520), delay(1, 1), delay(2, 2), delay(3, 3), 7));
        assertThat(Latency.parse(SandboxClient.json("{}"))).isEqualTo(Latency.none());
    }

    private static Latency.Delay delay(int median, int p99) {
        return new Latency.Delay(Duration.ofMillis(median), Duration.ofMillis(p99));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{\"inn\":{}} | unknown field inn",
            "{\"in\":{}} | latency.in.medianMs is missing", "{\"in\":5} | latency.in must be an object",
            "{\"in\":{\"medianMs\":2,\"p99Ms\":1}} | no delay has the median", "{ | no JSON" })
    void refusesInvalidDelays(String json, String problem) {
        HttpResponse<String> refused = SandboxClient.send("PUT", tencent.port(), "/sandbox/latency", json);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains(problem);
    }

    @Test
    void revokesCredentialsOverHttp() {
        EasemobCaller caller = new EasemobCaller(easemob);

        SandboxClient.send("DELETE", easemob.port(), "/sandbox/credentials", "");

        assertThat(caller.importing("alice", "bob").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/sandbox/", "/sandbox/friends", "/sandbox/friends/a/b/c", "/sandbox/friends/a/b", "/sandbox/x" })
    void answersUnknownPathsWith404(String path) {
        assertThat(SandboxClient.send("GET", tencent.port(), path, "").statusCode()).isEqualTo(404);
    }
}
