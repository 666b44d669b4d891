package org.friendsgateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;
import static org.friendsgateway.ApiCaller.post;

import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller;
import org.friendsgateway.SimulatedVendors;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.fault.FaultResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Complete responses, compared with the files in {@code golden}. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class ImportTest {

    private static final String EVERYTHING = """
            { "app": "%s", "userId": "%s", "notify": true, "friends": [
              { "userId": "Bob", "remark": "Bobby", "remarkedAt": "2014-12-31T04:26:41Z", "groups": ["同事", "朋友"],
                "source": "Invite", "message": "I'm Bob", "addedAt": "2014-12-31T12:26:41+08:00",
                "attributes": { "Tag_SNS_Custom_Level": 0, "Tag_SNS_Custom_Nick": "B" } },
              { "userId": "Carl", "remark": "Charly" } ] }
            """;

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;

    @ParameterizedTest
    @MethodSource("apps")
    void answers200WhenAllAreImported(String app, String provider) {
        Golden.check(provider + "-200", postAs(provider + "-200", body(app, "golden-200", "Bob", "Carl", "Dora")));
    }

    @ParameterizedTest
    @MethodSource("apps")
    void warnsAboutFieldsThatTheVendorDoesNotStore(String app, String provider) {
        Golden.check(provider + "-warnings",
                postAs(provider + "-warnings", ApiCaller.json(EVERYTHING.formatted(app, "golden-warn"))));
    }

    @ParameterizedTest
    @MethodSource("apps")
    void refusesFieldsThatTheVendorDoesNotStoreWhenHandlingIsStrict(String app, String provider) {
        Golden.check(provider + "-strict", postAs(provider + "-strict",
                ApiCaller.json(EVERYTHING.formatted(app, "golden-strict")), "Prefer", "handling=strict"));
    }

    @Test
    void answersAClientThatOffersHttp2() throws Exception {
        var client = java.net.http.HttpClient.newBuilder().version(java.net.http.HttpClient.Version.HTTP_2).build();
        var request = ApiCaller.request("POST", "/friends/import", java.net.http.HttpRequest.BodyPublishers.ofString(
                body("chat-cn", "http2", "bob").toString()));

        var answer = client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void answers207WhenTencentJudgesFriendByFriend() {
        sandbox.tencent().faults().add(Fault.of(FaultResponse.Edits.NONE.leavingOut("dora")
                .result("emil", 30010, "Err_SNS_FriendImport_My_Friend_Num_Exceed_Threshold")
                .result("fred", 30539, "Err_SNS_FriendAdd_Friend_Pending")
                .result("gina", 30001, "Err_SNS_FriendAdd_Friend_Exist")
                .result("hans", 99999, "a code of tomorrow")).forUser("golden-207"));
        sandbox.tencent().faults().add(Fault.leavingOut("dora").times(3).forUser("golden-207"));

        Golden.check("tencent-207", postAs("tencent-207", body("chat-cn", "golden-207",
                "bob", "ghost-carl", "dora", "emil", "fred", "gina", "hans")));
    }

    @Test
    void answers207WhenEasemobJudgesFriendByFriend() {
        sandbox.easemob().faults().add(Fault.of(FaultResponse.Edits.NONE.result("DORA", "UnKnowFailed")
                .result("emil", "maxLimitFailed").leavingOut("fred")).forUser("golden-207"));
        sandbox.easemob().faults().add(Fault.of(FaultResponse.Edits.NONE.result("dora", "UnKnowFailed")
                .leavingOut("fred")).times(3).forUser("golden-207"));

        Golden.check("easemob-207", postAs("easemob-207", body("chat-ease", "golden-207",
                "Bob", "Ghost-Carl", "Dora", "Emil", "Fred")));
    }

    @Test
    void answers207WhenAllFriendsFailForTheSameReason() {
        Golden.check("tencent-207-none", postAs("tencent-207-none", body("chat-cn", "golden-none", "ghost-1", "ghost-2")));
    }

    @Test
    void answersAProblemOfTheVendorOnceForAllFriends() {
        Golden.check("problem-vendor", postAs("problem-vendor", body("chat-cn", "ghost-golden", "bob", "carl")));
    }

    @Test
    void answersAProblemOfTheGatewayWithTheVendorsError() {
        sandbox.easemob().faults().add(Fault.refusal(404, "organization_application_not_found",
                "Could not find application for simulated/gateway").forUser("golden-gateway"));

        Golden.check("problem-gateway", postAs("problem-gateway", body("chat-ease", "golden-gateway", "bob", "carl")));
    }

    @Test
    void answersARetryableProblem() {
        sandbox.tencent().faults().add(Fault.refusal(30007, "Err_SNS_Server_Timeout").times(4).forUser("golden-retry"));

        Golden.check("problem-retryable", postAs("problem-retryable", body("chat-cn", "golden-retry", "bob", "carl")));
    }

    @Test
    void answersAProblemOfTheCaller() {
        Golden.check("problem-caller", postAs("problem-caller", body("chat-mars", "golden-caller", "bob")));
    }

    @Test
    void answersAProblemOfTheCallersBody() {
        Golden.check("problem-invalid", postAs("problem-invalid", body("chat-cn", " ", "bob", "bob", "")));
    }

    static Stream<Arguments> apps() {
        return Stream.of(Arguments.of("chat-cn", "tencent"), Arguments.of("chat-ease", "easemob"));
    }

    private static ApiCaller.Reply postAs(String requestId, JsonNode body, String... headers) {
        return post(body, Stream.concat(Stream.of("X-Request-Id", requestId), Stream.of(headers)).toArray(String[]::new));
    }
}
