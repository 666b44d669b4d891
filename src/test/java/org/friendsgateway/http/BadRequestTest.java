package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;
import static org.friendsgateway.ApiCaller.post;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller;
import org.friendsgateway.ApiCaller.Reply;
import org.friendsgateway.Problems;
import org.friendsgateway.SimulatedVendors;
import org.friendsgateway.sandbox.Sandbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are refused with every violation and without a vendor call. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class BadRequestTest {

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;
    private long callsBefore;

    @BeforeEach
    void countCalls() {
        callsBefore = calls();
    }

    @AfterEach
    void noVendorWasCalled() {
        assertThat(calls()).isEqualTo(callsBefore);
    }

    @Test
    void reportsEveryViolationAtOnceWithItsPointer() {
        Map<String, String> violations = violations(post("""
                { "app": "chat-cn", "user": "alice", "userId": "  ", "notify": "yes", "friends": [
                  { "userId": 7, "remark": 1, "remarkedAt": "yesterday", "groups": "all", "source": {}, "message": [],
                    "addedAt": 1420000001, "attributes": [], "nick/name": "B" },
                  { "attributes": { "Tag_SNS_a": 1.5, "Tag_SNS_b": true, "Tag_SNS_c": 9223372036854775808, "Level": 1 } },
                  "carl",
                  { "userId": "dora", "groups": ["", 5] },
                  { "userId": "dora" },
                  null ] }
                """));

        assertThat(violations).containsOnlyKeys("/user", "/userId", "/notify",
                "/friends/0/userId", "/friends/0/remark", "/friends/0/remarkedAt", "/friends/0/groups", "/friends/0/source",
                "/friends/0/message", "/friends/0/addedAt", "/friends/0/attributes", "/friends/0/nick~1name",
                "/friends/1/userId", "/friends/1/attributes/Tag_SNS_a", "/friends/1/attributes/Tag_SNS_b",
                "/friends/1/attributes/Tag_SNS_c", "/friends/1/attributes/Level",
                "/friends/2", "/friends/3/groups/0", "/friends/3/groups/1", "/friends/4/userId", "/friends/5");
        assertThat(violations).containsEntry("/user", "is not a known field")
                .containsEntry("/userId", "must not be blank")
                .containsEntry("/friends/1/userId", "is required")
                .containsEntry("/friends/4/userId", "must not be there twice");
    }

    @Test
    void reportsMissingFields() {
        assertThat(violations(post("{}"))).containsOnlyKeys("/app", "/userId", "/friends");
    }

    @Test
    void refusesAnEmptyListOfFriends() {
        assertThat(violations(post(body("chat-cn", "alice")))).containsOnlyKeys("/friends");
    }

    @Test
    void refusesTheOwnerAsAFriend() {
        assertThat(violations(post(body("chat-cn", "alice", "bob", "alice")))).containsOnlyKeys("/friends/1/userId");
    }

    @Test
    void refusesMoreThan3000Friends() {
        Reply reply = post(body("chat-cn", "alice", IntStream.rangeClosed(0, 3000).mapToObj(i -> "f" + i).toList()));

        assertThat(violations(reply)).containsOnlyKeys("/friends").containsValue("must have at most 3000 entries");
    }

    @Test
    void doesNotReadFarTooManyFriends() {
        String friends = "0,".repeat(1_900_000) + "0";

        Reply reply = post("{\"app\":\"chat-cn\",\"userId\":\"alice\",\"friends\":[" + friends + "]}");

        assertThat(violations(reply)).containsOnlyKeys("/friends").containsValue("must have at most 3000 entries");
    }

    @Test
    void limitsTheListOfViolations() {
        String unknown = IntStream.range(0, 300_000).mapToObj(i -> "\"" + i + "\":0").collect(Collectors.joining(","));

        Reply reply = post("{" + unknown + "}");

        assertThat(violations(reply)).hasSizeBetween(1000, 30_010);
    }

    @Test
    void limitsTheListOfViolationsOfOneFriend() {
        String groups = "0,".repeat(1_900_000) + "0";

        Reply reply = post("{\"app\":\"chat-cn\",\"userId\":\"alice\",\"friends\":[{\"userId\":\"b\",\"groups\":[" + groups
                + "]}]}");

        assertThat(violations(reply)).hasSizeBetween(1000, 30_010);
    }

    @Test
    void reportsTencentsRules() {
        Map<String, String> violations = violations(post("""
                { "app": "chat-cn", "userId": "ä", "friends": [
                  { "userId": "%s", "remark": "%s", "groups": ["%s"], "source": "Invite1", "message": "%s",
                    "remarkedAt": "1969-12-31T23:59:59Z", "attributes": { "Tag_SNS_a": "%s" } } ] }
                """.formatted("x".repeat(33), "鲍".repeat(33), "g".repeat(31), "m".repeat(257), "v".repeat(501))));

        assertThat(violations).containsOnlyKeys("/userId", "/friends/0/userId", "/friends/0/remark", "/friends/0/groups/0",
                "/friends/0/source", "/friends/0/message", "/friends/0/remarkedAt", "/friends/0/attributes/Tag_SNS_a");
    }

    @Test
    void reportsEasemobsRules() {
        assertThat(violations(post(body("chat-ease", "a/b", "x".repeat(65), "é", "..", "fine"))))
                .containsOnlyKeys("/userId", "/friends/0/userId", "/friends/1/userId", "/friends/2/userId");
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "\"userId\":\"\\ud83d\"", "\"remark\":\"a\\ude00b\"", "\"message\":\"\\ud83d\"",
            "\"groups\":[\"\\ud83d\"]", "\"attributes\":{\"Tag_SNS_a\":\"\\ud83d\"}",
            "\"attributes\":{\"Tag_SNS_\\ud83d\":1}" })
    void refusesLoneSurrogatesEverywhere(String field) {
        String id = field.startsWith("\"userId") ? "" : ",\"userId\":\"bob\"";

        Reply reply = post("{\"app\":\"chat-cn\",\"userId\":\"surrogate\",\"friends\":[{" + field + id + "}]}");

        assertThat(violations(reply)).containsValue("must not have half a surrogate pair");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "nonsense", "{", "[]", "\"text\"", "null", "7", "{\"userId\":\"alice\"} x",
            "{\"userId\":\"alice\"}{}", "{\"userId\":\"alice\",\"userId\":\"bert\"}", "{\"userId\":'alice'}",
            "{\"friends\":[{\"userId\":\"a\",\"userId\":\"b\"}]}", "{\"userId\":NaN}", "{/**/}", "{\"userId\":\"a\nb\"}" })
    void refusesBodiesThatAreNotOneJsonObject(String body) {
        assertThat(violations(post(body))).containsOnlyKeys("");
    }

    @ParameterizedTest
    @ValueSource(strings = { "C080", "C1AACDA8", "E080AF", "EDA080", "F4908080", "80", "E282" })
    void refusesMalformedUtf8InTexts(String hex) {
        String remark = new String(HexFormat.of().parseHex(hex), ISO_8859_1);
        String body = "{\"app\":\"chat-cn\",\"userId\":\"alice\",\"friends\":[{\"userId\":\"bob\",\"remark\":\"" + remark
                + "\"}]}";

        assertThat(violations(postIn(body, ISO_8859_1))).containsOnlyKeys("");
    }

    @ParameterizedTest
    @ValueSource(strings = { "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE" })
    void refusesOtherEncodings(String charset) {
        assertThat(violations(postIn(body("chat-cn", "alice", "bob").toString(), Charset.forName(charset))))
                .containsOnlyKeys("");
    }

    private static Reply postIn(String body, Charset charset) {
        return ApiCaller.send(ApiCaller.request("POST", "/friends/import", BodyPublishers.ofString(body, charset)));
    }

    @Test
    void refusesTooDeepNesting() {
        assertThat(violations(post("{\"friends\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"))).containsOnlyKeys("");
    }

    /** The messages of the violations by pointer. */
    private static Map<String, String> violations(Reply reply) {
        assertThat(reply.status()).isEqualTo(400);
        Problems.check(reply);
        Map<String, String> violations = new LinkedHashMap<>();
        reply.json().at("/violations").forEach(violation -> violations.merge(violation.at("/pointer").asText(),
                violation.at("/message").asText(), (one, other) -> one + "; " + other));
        return violations;
    }

    private long calls() {
        return sandbox.tencent().calls() + sandbox.easemob().calls();
    }
}
