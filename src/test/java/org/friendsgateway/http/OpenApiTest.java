package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.post;
import static org.friendsgateway.ApiCaller.request;
import static org.friendsgateway.ApiCaller.send;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller;
import org.friendsgateway.ApiCaller.Reply;
import org.friendsgateway.Problems;
import org.friendsgateway.SimulatedVendors;
import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.FriendField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The OpenAPI document describes what the gateway does, and changes only on purpose. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class OpenApiTest {

    private static final Path RESOURCES = Path.of("src", "test", "resources");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SERVED = Path.of("src", "main", "resources");
    /** Codes whose friends have been sent without proof of the outcome. */
    private static final List<String> UNPROVEN = List.of("vendor_timeout", "vendor_unavailable");

    private final ApiDescription api = ApiDescription.served();

    @ParameterizedTest
    @CsvSource({ "/q/openapi, openapi.yaml", "/q/openapi?format=json, openapi.json" })
    void isTheDocumentServedInProduction(String path, String file) throws IOException {
        Path kept = SERVED.resolve(file);
        Path made = Files.writeString(Path.of("target", file), ApiCaller.manage(path).body());
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(kept, Files.readString(made));
        }

        assertThat(made).as("The API's description has changed. If it is meant to, keep it:"
                + " ./mvnw test -Dtest=OpenApiTest -Dgolden.update=true").hasSameTextualContentAs(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/q/openapi", "/q/openapi.json", "/q/swagger-ui/", "/openapi", "/META-INF/openapi.yaml" })
    void isNotServedOnTheApiPort(String path) {
        Reply reply = send(request("GET", path, BodyPublishers.noBody()));

        Problems.check(reply, 404, "not_found", "none");
    }

    @Test
    void describesExactlyTheErrorCodes() {
        Map<String, String> described = new TreeMap<>();
        api.errors().properties().forEach(error -> described.put(error.getKey(), error.getValue().at("/status").asText() + " "
                + error.getValue().at("/origin").asText() + " " + error.getValue().at("/retryable").asText()));

        assertThat(described)
                .containsExactlyInAnyOrderEntriesOf(Arrays.stream(Kind.values()).collect(Collectors.toMap(Kind::code,
                        kind -> kind.status() + " " + kind.origin().code() + " " + kind.retryable())));
        assertThat(api.codes()).containsExactlyInAnyOrderElementsOf(described.keySet());
    }

    @Test
    void describesExactlyTheStatuses() {
        Stream<Integer> statuses = Stream.concat(Stream.of(200, 207), Arrays.stream(Kind.values()).map(Kind::status));

        assertThat(api.responses().properties()).extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrderElementsOf(statuses.distinct().map(Object::toString).toList());
    }

    @ParameterizedTest
    @EnumSource
    void describesTheResponseOfEachErrorCode(Kind kind) {
        Failure failure = kind == Kind.INVALID_REQUEST ? Failure.invalid(List.of(new Violation("", "must be JSON")))
                : Failure.of(kind).withVendorError(new VendorError("30001", "in its words", 200));

        ApiResponse response = ApiResponse.problem(failure,
                new RequestContext("an-id", System.nanoTime(), Caller.ANONYMOUS, "127.0.0.1"));

        Map<String, String> headers = new TreeMap<>();
        response.headers.forEach((name, value) -> headers.put(name.toString().toLowerCase(Locale.ROOT), value));
        api.check(response.status, headers, ApiCaller.json(new String(response.body, UTF_8)));
        assertThat(api.responses().at("/" + kind.status() + "/description").asText().lines())
                .filteredOn(line -> line.contains("`" + kind.code() + "`")).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource
    void describesTheGoldenResponses(Path golden) throws IOException {
        JsonNode kept = ApiCaller.json(Files.readString(golden));
        Map<String, String> headers = new TreeMap<>();
        // The golden files contain # for measured numbers.
        kept.at("/headers").properties()
                .forEach(header -> headers.put(header.getKey(), header.getValue().asText().replace('#', '1')));

        api.check(kept.at("/status").intValue(), headers, kept.at("/body"));
    }

    static Stream<Path> describesTheGoldenResponses() throws IOException {
        try (Stream<Path> kept = Files.list(RESOURCES.resolve("golden"))) {
            return kept.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST | /nowhere        | application/json | 404 | {}
            GET  | /friends/import | application/json | 405 | {}
            POST | /friends/import | text/plain       | 415 | {}
            POST | /friends/import | application/json | 400 | {
            POST | /friends/import | application/json | 400 | {"userId":7,"friends":[{"user/Id":"bob"}]}
            POST | /friends/import | application/json | 404 | {"app":"nobody","userId":"a","friends":[{"userId":"bob"}]}
            POST | /friends/import | application/json | 503 | {"app":"down","userId":"a","friends":[{"userId":"bob"}]}
            POST | /friends/import | application/json | 404 | {"app":"chat-ease","userId":"ghost","friends":[{"userId":"b"}]}
            POST | /friends/import | application/json | 207 | {"app":"chat-ease","userId":"a","friends":[{"userId":"ghost"}]}
            """)
    void describesLiveResponses(String method, String path, String type, int status, String body) {
        HttpRequest request = request(method, path, BodyPublishers.ofString(body), "Content-Type", type, "Prefer", "wait=9");

        checkDescribed(send(request), status);
    }

    @Test
    void describesAReplay() {
        String body = ApiCaller.body("chat-cn", "openapi-again", "bob").toString();
        post(body, "Idempotency-Key", "openapi");

        Reply again = post(body, "Idempotency-Key", "openapi");

        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        checkDescribed(again, 200);
        checkDescribed(post(body + " ", "Idempotency-Key", "openapi"), 422);
    }

    @ParameterizedTest
    @CsvSource({ "tencent-request, 200", "easemob-request, 200", "smallest-request, 400" })
    void hasExamplesOfRequestsThatCanBeSent(String name, int status) {
        JsonNode example = api.examples().get(name);

        Reply reply = post(example);

        // The gateway under test has several apps and no default app, so a request must name one.
        checkDescribed(reply, status);
        api.check("ImportRequest", example);
    }

    @Test
    void hasAnExampleWithEveryField() {
        JsonNode everything = api.examples().get("tencent-request");

        assertThat(everything.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(api.fields("ImportRequest"));
        assertThat(everything.at("/friends/0").fieldNames()).toIterable()
                .containsExactlyInAnyOrderElementsOf(api.fields("Friend"))
                .containsAll(Arrays.stream(FriendField.values()).map(FriendField::json).toList())
                .hasSize(FriendField.values().length + 1);
    }

    @Test
    void hasExamplesThatMatchTheirSchemas() {
        assertThat(api.examples()).containsKeys("tencent-200", "tencent-207", "easemob-200", "easemob-207")
                .allSatisfy((name, value) -> api.check(
                        name.endsWith("-request") ? "ImportRequest" : value.has("results") ? "ImportResponse" : "Problem",
                        value));
    }

    @Test
    void hasExamplesWhoseStatusesFollowFromTheirErrors() {
        List<JsonNode> answers = api.examples().values().stream().filter(value -> value.has("results")).toList();

        assertThat(answers).isNotEmpty().allSatisfy(answer -> {
            assertThat(answer.at("/summary/total").asInt()).isEqualTo(answer.get("results").size());
            for (String status : List.of("imported", "pending", "failed", "unknown")) {
                assertThat(answer.at("/results")).filteredOn(result -> result.get("status").asText().equals(status))
                        .hasSize(answer.at("/summary/" + status).asInt());
            }
            assertThat(answer.at("/results"))
                    .filteredOn(result -> UNPROVEN.contains(result.at("/error/code").asText()))
                    .allSatisfy(result -> assertThat(result.get("status").asText()).isEqualTo("unknown"));
        });
    }

    @Test
    void hasAnExampleOfEachClassOfProblem() {
        List<JsonNode> problems = api.examples().values().stream().filter(value -> value.has("type")).toList();

        assertThat(problems).extracting(problem -> problem.at("/origin").asText() + " " + problem.at("/retryable").asText())
                .contains("caller false", "caller true", "gateway false", "gateway true", "vendor false", "vendor true");
        assertThat(problems).allSatisfy(problem -> {
            Failure failure = Failure.of(Kind.valueOf(problem.at("/code").asText().toUpperCase(Locale.ROOT)));
            JsonNode real = JSON.valueToTree(Problem.of(failure, problem.at("/requestId").asText(), null, 1));
            assertThat(List.of("type", "title", "status", "instance", "origin", "retryable"))
                    .allSatisfy(member -> assertThat(problem.get(member)).isEqualTo(real.get(member)));
        });
    }

    @Test
    void usesEveryExample() {
        assertThat(api.examples().keySet())
                .allSatisfy(name -> assertThat(api.text()).contains("\"#/components/examples/" + name + "\""));
    }

    private void checkDescribed(Reply reply, int status) {
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(status);
        Map<String, String> headers = new TreeMap<>();
        reply.headers().map().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        api.check(status, headers, reply.json());
    }
}
