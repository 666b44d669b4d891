package org.friendsgateway.sandbox.tencent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.sandbox.tencent.TencentCaller.SETTINGS;
import static org.friendsgateway.sandbox.tencent.TencentCaller.code;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.core.Vertx;

import org.friendsgateway.sandbox.SandboxClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tencent's refusals. */
class TencentRefusalsTest {

    private static final Vertx VERTX = Vertx.vertx();

    private final TencentSandbox sandbox = new TencentSandbox(VERTX, SETTINGS).start().toCompletionStage()
            .toCompletableFuture().join();

    @AfterEach
    void close() {
        sandbox.close().toCompletionStage().toCompletableFuture().join();
    }

    @AfterAll
    static void closeVertx() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private TencentCaller call() {
        return new TencentCaller(sandbox);
    }

    @ParameterizedTest
    @CsvSource({ "sdkappid, , 60012", "sdkappid, x1, 60006", "sdkappid, 01400000000, 60006", "sdkappid, 1400000001, 70020",
            "identifier, , 60025", "identifier, bob, 70013", "usersig, , 60025", "usersig, eJyrVgrx, 70003", "random, , 60025",
            "random, 4294967296, 60025", "random, -1, 60025", "random, 1.5, 60025", "contenttype, , 60025",
            "contenttype, JSON, 60025", "SdkAppid, 1400000000, 60002", "extra, 1, 60002" })
    void refusesAnInvalidQuery(String parameter, String value, int code) {
        TencentCaller wrong = value == null ? call().without(parameter) : call().with(parameter, value);

        assertThat(code(wrong.importing("id", "bob"))).isEqualTo(code);
        assertThat(sandbox.friendsOf("id")).isEmpty();
    }

    @Test
    void refusesADuplicateParameter() {
        String uri = call().request("").build().uri() + "&random=1";

        JsonNode answer = SandboxClient
                .json(SandboxClient.send("POST", sandbox.port(), uri.substring(uri.indexOf("/v4")), "{}"));

        assertThat(code(answer)).isEqualTo(60002);
    }

    @Test
    void refusesACallerWhoIsNoAdministrator() {
        TencentCaller bob = call().with("identifier", "bob").with("usersig", UserSigSigner.of(TencentCaller.APP, "bob").sign());

        assertThat(code(bob.importing("bob", "carl"))).isEqualTo(60010);
    }

    @Test
    void refusesAnInvalidatedSignature() {
        sandbox.invalidateSignaturesIssuedBefore(Instant.now().plusSeconds(60));

        assertThat(code(call().importing("id", "bob"))).isEqualTo(70052);
    }

    @ParameterizedTest
    @CsvSource({ "GET, /v4/sns/friend_import", "PUT, /v4/sns/friend_import", "POST, /v4/sns/friend_import/",
            "POST, /v4/sns/friend_add", "POST, /" })
    void refusesOtherAddressesWithHttp200(String method, String path) {
        HttpResponse<String> response = SandboxClient.send(method, sandbox.port(), path, "{}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(code(SandboxClient.json(response))).isEqualTo(60009);
        assertThat(sandbox.calls()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "60003 | ''", "60003 | {", "60003 | {}{}", "60003 | {\"From_Account\":\"a\",\"From_Account\":\"b\"}",
            "30001 | {}", "30001 | []", "30001 | {\"From_Account\":\"id\"}",
            "30001 | {\"From_Account\":\"id\",\"AddFriendItem\":[]}",
            "30001 | {\"From_Account\":\"id\",\"AddFriendItem\":{}}",
            "30001 | {\"From_Account\":\"\",\"AddFriendItem\":[BOB]}",
            "30001 | {\"From_Account\":\"123456789012345678901234567890123\",\"AddFriendItem\":[BOB]}",
            "30001 | {\"From_Account\":\"ñ\",\"AddFriendItem\":[BOB]}",
            "60015 | {\"From_Account\":7,\"AddFriendItem\":[BOB]}",
            "30001 | {\"From_Account\":\"id\",\"AddFriendItem\":[BOB],\"Extra\":1}" })
    void refusesAnInvalidBody(int code, String body) {
        assertThat(code(call().send(body.replace("BOB", TencentCaller.item("bob"))))).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "60015 | \"To_Account\":7", "30001 | \"To_Account\":\"\"",
            "30001 | \"To_Account\":\"123456789012345678901234567890123\"", "30001 | \"To_Account\":\"b\\u0007b\"",
            "30001 | \"Remark\":null", "30001 | \"To_Account\":\"id\"",
            "30001 | \"AddSource\":\"AddSource_Type_\"", "30001 | \"AddSource\":\"AddSource_Type_ABCDEFGHI\"",
            "30001 | \"AddSource\":\"AddSource_Type_A1\"", "30001 | \"AddSource\":\"Test\"", "30001 | \"AddSource\":7",
            "30001 | \"RemarkTime\":\"1420000001\"", "30001 | \"RemarkTime\":1420000001000", "30001 | \"AddTime\":1.5",
            "30001 | \"AddTime\":-1", "30001 | \"GroupName\":\"朋友\"", "30001 | \"GroupName\":[\"\"]",
            "30001 | \"GroupName\":[\"朋友朋友朋友朋友朋友x\"]", "30001 | \"Nick\":\"x\"",
            "30001 | \"CustomItem\":[{\"Tag\":\"Tag_X\",\"Value\":1}]",
            "30001 | \"CustomItem\":[{\"Tag\":\"Tag_SNS_\",\"Value\":1}]",
            "30001 | \"CustomItem\":[{\"Tag\":\"Tag_SNS_A\"}]",
            "30001 | \"CustomItem\":[{\"Tag\":\"Tag_SNS_A\",\"Value\":1.5}]",
            "30001 | \"CustomItem\":[{\"Tag\":\"Tag_SNS_A\",\"Value\":9223372036854775808}]",
            "30001 | \"CustomItem\":[{\"Tag\":\"Tag_SNS_A\",\"Value\":true}]",
            "30001 | \"CustomItem\":[{\"Tag\":\"Tag_SNS_A\",\"Value\":1},{\"Tag\":\"Tag_SNS_A\",\"Value\":1}]" })
    void refusesAnInvalidFriend(int code, String field) {
        assertThat(code(call().send(withFriend(field)))).isEqualTo(code);
        assertThat(sandbox.friendsStored()).isZero();
    }

    private static String withFriend(String field) {
        String others = Stream.of("\"To_Account\":\"bob\"", "\"AddSource\":\"AddSource_Type_Test\"")
                .filter(other -> !field.startsWith(other.substring(0, 9))).reduce("", (all, other) -> all + "," + other);
        return "{\"From_Account\":\"id\",\"AddFriendItem\":[{" + field + others + "}]}";
    }

    @ParameterizedTest
    @CsvSource({ "Remark, 96", "AddWording, 256" })
    void limitsBytesNotCharacters(String field, int limit) {
        String fits = "é".repeat(limit / 2);

        assertThat(code(call().send(withFriend("\"" + field + "\":\"" + fits + "\"")))).isZero();
        assertThat(code(call().send(withFriend("\"" + field + "\":\"" + fits + "x\"")))).isEqualTo(30001);
    }

    @Test
    void acceptsAtMostAThousandFriends() {
        String form = TencentCaller.item("%");

        assertThat(code(call().send("{\"From_Account\":\"id\",\"AddFriendItem\":[" + SandboxClient.list(1000, form) + "]}")))
                .isZero();
        assertThat(code(call().send("{\"From_Account\":\"id\",\"AddFriendItem\":[" + SandboxClient.list(1001, form) + "]}")))
                .isEqualTo(30001);
        assertThat(sandbox.friendsOf("id")).hasSize(1000).startsWith("friend0", "friend1");
    }

    @Test
    void refusesADuplicateFriend() {
        assertThat(code(call().importing("id", "bob", "bob"))).isEqualTo(30001);
        assertThat(code(call().importing("id", "bob", "Bob"))).isZero();
    }

    @Test
    void acceptsAtMost32GroupsPerUser() {
        String groups = SandboxClient.list(32, "\"%\"");
        call().send(withFriend("\"GroupName\":[" + groups + "]"));

        assertThat(call().send(withFriend("\"GroupName\":[\"friend7\"]")).at("/ResultItem/0/ResultCode").asInt()).isZero();
        assertThat(call().send(withFriend("\"GroupName\":[\"other\"]")).at("/ResultItem/0/ResultCode").asInt())
                .isEqualTo(30011);
    }
}
