package org.friendsgateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller;
import org.friendsgateway.SimulatedVendors;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.fault.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many imports in one request, as their caller sees them. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
@Timeout(60)
class StreamTest {

    private static final int MANY = 1200;

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;

    @Test
    void answersEachLineAsItsImportAlone() {
        StreamReply reply = StreamReply.post(line("s-ann", "bob", "carl") + line("ghost-s", "bob") + line("s-ben", "ghost-x"),
                "X-Request-Id", "stream-1");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(reply.header("X-Request-Id")).isEqualTo("stream-1");
        JsonNode alone = ApiCaller.post(body("chat-cn", "s-ann", "bob", "carl"), "X-Request-Id", "stream-1").json();
        assertThat(reply.line(1)).isEqualTo(ApiCaller.json("{\"line\":1,\"status\":200,\"body\":" + alone + "}"));
        assertThat(reply.line(2).at("/status").asInt()).isEqualTo(404);
        assertThat(reply.line(2).at("/body/code").asText()).isEqualTo("user_not_found");
        assertThat(reply.line(3).at("/status").asInt()).isEqualTo(207);
        assertThat(reply.end()).isEqualTo(ApiCaller.json("""
                { "reason": "complete",
                  "lines": { "total": 3, "complete": 1, "partial": 1, "failed": 1, "rejected": 0, "replayed": 0,
                             "notStarted": 0 },
                  "friends": { "imported": 2, "pending": 0, "failed": 2, "unknown": 0 } }"""));
        assertThat(sandbox.tencent().friendsOf("s-ann")).containsExactlyInAnyOrder("bob", "carl");
    }

    @Test
    void answersMoreLinesThanItHolds() {
        String lines = IntStream.range(0, MANY).mapToObj(i -> line("s-many-" + i, "bob")).collect(Collectors.joining());

        StreamReply reply = StreamReply.post(lines);

        assertThat(reply.lines().stream().map(line -> line.at("/line").asInt()))
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, MANY).boxed().toList());
        assertThat(reply.end().at("/lines/complete").asInt()).isEqualTo(MANY);
        assertThat(sandbox.tencent().friendsOf("s-many-" + (MANY - 1))).containsExactly("bob");
    }

    @Test
    void returnsTheIdOfALine() {
        StreamReply reply = StreamReply
                .post(withId("a1", line("s-id", "bob")) + withId("a2", "{\"userId\":\"x\",\"friends\":[]}\n")
                        + "{\"id\":\"a3\",\"userId\":\n" + withId("a 4", line("s-id", "bob")) + line("s-id", "carl"));

        assertThat(reply.line(1).at("/id").asText()).isEqualTo("a1");
        assertThat(reply.line(1).at("/status").asInt()).isEqualTo(200);
        assertThat(reply.line(2).at("/id").asText()).isEqualTo("a2");
        assertThat(reply.line(3).at("/id").asText()).isEqualTo("a3");
        assertThat(reply.line(3).at("/status").asInt()).isEqualTo(400);
        assertThat(reply.line(4).has("id")).isFalse();
        assertThat(reply.line(4).at("/body/violations/0/pointer").asText()).isEqualTo("/id");
        assertThat(reply.line(5).has("id")).isFalse();
        assertThat(reply.line(5).at("/status").asInt()).isEqualTo(200);
    }

    @Test
    void takesNoIdFromASingleImport() {
        assertThat(ApiCaller.post(body("chat-cn", "s-single", "bob").put("id", "a1")).at("/violations/0/pointer"))
                .isEqualTo("/id");
    }

    @ParameterizedTest
    @ValueSource(strings = { "application/x-ndjson", "application/jsonl", "application/jsonlines",
            "application/x-ndjson; charset=utf-8" })
    void acceptsEachNameOfTheMediaType(String type) {
        assertThat(StreamReply.post(line("s-type", "bob"), "Content-Type", type).end().at("/reason").asText())
                .isEqualTo("complete");
    }

    @Test
    void countsAndSkipsBlankLines() {
        StreamReply reply = StreamReply.post("\uFEFF\n  \r\n" + line("s-blank", "bob").replace("\n", "\r\n") + "\n"
                + line("s-blank", "carl").strip());

        assertThat(reply.lines().stream().map(line -> line.at("/line").asInt())).containsExactlyInAnyOrder(3, 5);
        assertThat(reply.end().at("/lines/total").asInt()).isEqualTo(2);
    }

    @Test
    void readsGzip() throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        for (String member : List.of(line("s-gzip", "bob") + "{\"userId\":\"s-gzip\",",
                "\"friends\":[{\"userId\":\"carl\"}],\"app\":\"chat-cn\"}")) {
            try (OutputStream encoder = new GZIPOutputStream(gzip)) {
                encoder.write(member.getBytes(StandardCharsets.UTF_8));
            }
        }

        StreamReply reply = StreamReply.post(BodyPublishers.ofByteArray(gzip.toByteArray()), "Content-Encoding", "gzip");

        assertThat(reply.end().at("/lines/complete").asInt()).as(reply.body()).isEqualTo(2);
        StreamReply cut = StreamReply.post(BodyPublishers.ofByteArray(gzip.toByteArray(), 0, gzip.size() - 9),
                "Content-Encoding",
                "gzip");
        assertThat(cut.end().at("/reason").asText()).isEqualTo("body_incomplete");
        assertThat(cut.lines()).hasSize(1);
    }

    @Test
    void goesOnAfterALineThatIsTooLong() {
        StreamReply reply = StreamReply.post(line("s-long", "bob")
                + withId("long", line("s-long", "carl".repeat(1_200_000))) + line("s-long", "dora"));

        assertThat(reply.lines().stream().map(line -> line.at("/line").asInt() + ":" + line.at("/status").asInt()))
                .containsExactlyInAnyOrder("1:200", "2:413", "3:200");
        assertThat(reply.line(2).at("/id").asText()).isEqualTo("long");
        assertThat(reply.end().at("/lines/rejected").asInt()).isEqualTo(1);
    }

    @Test
    void answersOneDocumentWithWhatWasNotComplete() {
        StreamReply reply = StreamReply.post(line("s-doc", "bob") + "no JSON\n" + line("ghost-doc", "bob"), "Accept",
                "application/json");

        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.json().at("/end/lines/complete").asInt()).isEqualTo(1);
        assertThat(reply.json().at("/lines").findValuesAsText("line")).containsExactlyInAnyOrder("2", "3");
        assertThat(reply.json().at("/lines").findValuesAsText("code")).contains("invalid_request", "user_not_found");
    }

    @Test
    void leavesOutWhatWasCompleteWhenAsked() {
        StreamReply reply = StreamReply.post(line("s-min", "bob") + "no JSON\n", "Prefer", "return=minimal");

        assertThat(reply.header("Preference-Applied")).isEqualTo("return=minimal");
        assertThat(reply.lines()).hasSize(1);
        assertThat(reply.end().at("/lines/complete").asInt()).isEqualTo(1);
    }

    @Test
    void handlesEachLineStrictlyWhenAsked() {
        StreamReply reply = StreamReply.post("""
                {"app":"chat-ease","userId":"s-strict","friends":[{"userId":"bob","remark":"B"}]}
                """, "Prefer", "handling=strict");

        assertThat(reply.line(1).at("/body/violations/0/pointer").asText()).isEqualTo("/friends/0/remark");
    }

    @ParameterizedTest
    @CsvSource({ "text/html, 406", "application/x-ndjson;q=0, 406", "text/html;q=0.1, 406" })
    void refusesOtherFormsOfAnswer(String accept, int status) {
        assertThat(StreamReply.post(line("s-accept", "bob"), "Accept", accept).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "*/*|application/x-ndjson", "application/json|application/json",
            "application/json;q=0.5, application/jsonl|application/x-ndjson", "application/*|application/x-ndjson",
            "application/json, */*|application/json", "application/json;q=0.1, */*|application/x-ndjson" })
    void answersInThePreferredForm(String accept, String type) {
        assertThat(StreamReply.post(line("s-accept", "bob"), "Accept", accept).header("Content-Type")).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "\n", " \r\n\n" })
    void refusesABodyWithoutALine(String body) {
        StreamReply reply = StreamReply.post(body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/code").asText()).isEqualTo("invalid_request");
    }

    @Test
    void refusesABadIdempotencyKey() {
        assertThat(StreamReply.post(line("s-key", "bob"), "Idempotency-Key", "a b").status()).isEqualTo(400);
    }

    @Test
    void replaysLinesOfTheSameFile() {
        String file = line("s-replay", "bob") + line("ghost-replay", "bob") + line("s-replay2", "bob");
        StreamReply first = StreamReply.post(file, "Idempotency-Key", "stream-key");
        long calls = sandbox.tencent().calls();

        List<String> reversed = file.lines().sorted(Comparator.reverseOrder()).toList();
        StreamReply again = StreamReply.post(String.join("\r\n", reversed), "Idempotency-Key", "stream-key");

        assertThat(sandbox.tencent().calls()).isEqualTo(calls);
        assertThat(again.end().at("/lines/replayed").asInt()).isEqualTo(3);
        assertThat(again.end().at("/friends")).isEqualTo(first.end().at("/friends"));
        assertThat(again.lines().stream().map(line -> line.at("/body").toString()))
                .containsExactlyInAnyOrderElementsOf(first.lines().stream().map(line -> line.at("/body").toString()).toList());
    }

    @Test
    void replaysALineThatComesTwice() {
        StreamReply reply = StreamReply.post(line("s-twice", "bob") + line("s-twice", "bob"), "Idempotency-Key", "twice");

        assertThat(reply.end().at("/lines/replayed").asInt()).isEqualTo(1);
        assertThat(reply.end().at("/lines/complete").asInt()).isEqualTo(2);
    }

    @Test
    void knowsLinesApartFromSingleRequests() {
        ObjectNode body = body("chat-cn", "s-apart", "bob");
        ApiCaller.post(body, "Idempotency-Key", "apart");

        StreamReply reply = StreamReply.post(body.toString(), "Idempotency-Key", "apart");

        assertThat(reply.end().at("/lines/replayed").asInt()).isZero();
        assertThat(reply.end().at("/lines/complete").asInt()).isEqualTo(1);
    }

    @Test
    void namesTheLinesToBeSentAgain() {
        sandbox.tencent().faults().add(Fault.refusal(30007, "Err_SNS_Server_Timeout").times(4).forUser("s-again"));

        StreamReply reply = StreamReply.post(line("s-fine", "bob") + line("s-again", "bob"));

        assertThat(reply.end().at("/retry/lines").toString()).isEqualTo("[2]");
        assertThat(reply.end().at("/retry/afterMs").asInt()).isBetween(1, 1000);
    }

    @Test
    void refusesAnAppThatDoesNotExistForTheLineAlone() {
        StreamReply reply = StreamReply.post(line("s-app", "bob") + line("s-app", "carl").replace("chat-cn", "chat-mars"));

        assertThat(reply.line(2).at("/body/code").asText()).isEqualTo("app_not_found");
        assertThat(reply.end().at("/lines/rejected").asInt()).isEqualTo(1);
    }

    @Test
    void countsLinesByOutcome() {
        String[] complete = { "app=\"metered\"", "outcome=\"complete\"" };
        double before = ApiCaller.metric("friends_import_bulk_lines_total", complete);
        double requests = ApiCaller.metric("friends_import_requests_total", "app=\"metered\"");
        double friends = ApiCaller.metric("friends_import_friends_total", "app=\"metered\"", "status=\"imported\"");

        StreamReply.post(line("s-metered", "bob").replace("chat-cn", "metered") + "no JSON\n");

        assertThat(ApiCaller.metric("friends_import_bulk_lines_total", complete)).isEqualTo(before + 1);
        assertThat(ApiCaller.metric("friends_import_bulk_lines_total", "app=\"none\"", "outcome=\"rejected\"")).isPositive();
        assertThat(ApiCaller.metric("friends_import_requests_total", "app=\"metered\"")).isEqualTo(requests);
        assertThat(ApiCaller.metric("friends_import_friends_total", "app=\"metered\"", "status=\"imported\""))
                .isEqualTo(friends + 1);
        assertThat(ApiCaller.metric("friends_import_bulk_streams")).isZero();
    }

    private static String line(String userId, String... friends) {
        return body("chat-cn", userId, friends) + "\n";
    }

    private static String withId(String id, String line) {
        return line.replaceFirst("\\{", "{\"id\":\"" + id + "\",");
    }

}
