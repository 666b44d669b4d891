package org.friendsgateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;
import static org.friendsgateway.ApiCaller.json;
import static org.friendsgateway.ApiCaller.post;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller.Reply;
import org.friendsgateway.SimulatedVendors;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.server.ReceivedRequest;
import org.friendsgateway.sandbox.tencent.TencentFriend;
import org.junit.jupiter.api.Test;

/** How the fields of a request arrive at the vendors. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class FieldsTest {

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;

    @Test
    void sendsEveryFieldToTencent() {
        post("""
                { "app": "chat-cn", "userId": "fields-1", "friends": [
                  { "userId": "bob", "remark": "Bobby 鲍勃 😀", "remarkedAt": "2014-12-31T04:26:41Z",
                    "groups": ["同事", "朋友"], "source": "Invite", "message": "I'm \\"Bob\\"",
                    "addedAt": "2014-12-31T12:26:42.999+08:00",
                    "attributes": { "Tag_SNS_Custom_Level": -9223372036854775808, "Tag_SNS_Custom_Nick": "B" } } ] }
                """);

        TencentFriend bob = sandbox.tencent().friend("fields-1", "bob").orElseThrow();
        assertThat(bob.remark()).contains("Bobby 鲍勃 😀");
        assertThat(bob.remarkTime()).hasValue(1420000001);
        assertThat(bob.groups()).containsExactly("同事", "朋友");
        assertThat(bob.source()).isEqualTo("AddSource_Type_Invite");
        assertThat(bob.wording()).contains("I'm \"Bob\"");
        assertThat(bob.addTime()).hasValue(1420000002);
        assertThat(bob.customItems())
                .isEqualTo(Map.of("Tag_SNS_Custom_Level", Long.MIN_VALUE, "Tag_SNS_Custom_Nick", "B"));
    }

    @Test
    void sendsOnlyGivenFieldsAndTheDefaultSourceToTencent() {
        post(body("chat-cn", "fields-2", "bob"));

        TencentFriend bob = sandbox.tencent().friend("fields-2", "bob").orElseThrow();
        assertThat(bob.source()).isEqualTo("AddSource_Type_Gateway");
        assertThat(bob.remark()).isEmpty();
        assertThat(bob.remarkTime()).isEmpty();
        assertThat(bob.groups()).isEmpty();
        assertThat(bob.wording()).isEmpty();
        assertThat(bob.addTime()).isEmpty();
        assertThat(bob.customItems()).isEmpty();
    }

    @Test
    void treatsNullAsAbsent() {
        Reply reply = post("""
                { "app": "chat-cn", "userId": "fields-3", "notify": null, "friends": [
                  { "userId": "bob", "remark": null, "groups": null, "addedAt": null, "attributes": null } ] }
                """);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(sandbox.tencent().friendsOf("fields-3")).containsExactly("bob");
    }

    @Test
    void sendsFriendsToTencentInTheCallersOrderAndSpelling() {
        post(body("chat-cn", "fields-4", "zoe", "Bob", "bob", "a b+c&d=e"));

        assertThat(sandbox.tencent().friendsOf("fields-4")).containsExactly("zoe", "Bob", "bob", "a b+c&d=e");
    }

    @Test
    void keepsTheCallersSpellingForEasemobsLowerCaseNames() {
        Reply reply = post(body("chat-ease", "Fields-5", "Bob", "cArL", "Ghost-X"));

        assertThat(reply.at("/userId")).isEqualTo("Fields-5");
        assertThat(reply.json().at("/results").findValuesAsText("userId")).containsExactly("Bob", "cArL", "Ghost-X");
        assertThat(reply.statuses()).containsExactly("imported", "imported", "failed");
        assertThat(sandbox.easemob().friendsOf("fields-5")).containsExactly("bob", "carl");
    }

    @Test
    void treatsTwoSpellingsOfOneEasemobNameAsADuplicate() {
        Reply reply = post(body("chat-ease", "fields-6", "Bob", "bob", "FIELDS-6"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/violations").findValuesAsText("pointer"))
                .containsExactly("/friends/1/userId", "/friends/2/userId");
        assertThat(sandbox.easemob().friendsOf("fields-6")).isEmpty();
    }

    @Test
    void treatsAnEmptyTextAsAFieldThatEasemobCannotStore() {
        String body = """
                { "app": "chat-ease", "userId": "fields-9", "friends": [
                  { "userId": "bob", "remark": "", "source": "", "message": "", "groups": [], "attributes": {} } ] }
                """;

        assertThat(post(body).json().at("/warnings").findValuesAsText("field")).containsExactly("remark", "source", "message");
        assertThat(post(body, "Prefer", "handling=strict").json().at("/violations").findValuesAsText("pointer"))
                .containsExactly("/friends/0/remark", "/friends/0/source", "/friends/0/message");
    }

    @Test
    void asksEasemobToNotifyOnlyWhenTheCallerDoes() {
        List<String> queries = List.of(true, false).stream().map(notify -> {
            ObjectNode body = body("chat-ease", "fields-7", "bob").put("notify", notify);
            post(body);
            List<ReceivedRequest> requests = sandbox.easemob().lastRequests();
            return requests.get(requests.size() - 1).query();
        }).toList();

        assertThat(queries).containsExactly("isSendNotice=true", "");
    }

    @Test
    void splitsAnImportIntoTheVendorsBatchesInOrder() {
        List<String> friends = IntStream.range(0, 25).mapToObj(i -> "friend-" + i).toList();

        Reply reply = post(body("chat-ease", "fields-8", friends));

        assertThat(reply.json().at("/results").findValuesAsText("userId")).isEqualTo(friends);
        assertThat(sandbox.easemob().friendsOf("fields-8")).isEqualTo(friends);
        assertThat(sandbox.easemob().lastRequests().stream().filter(call -> call.path().contains("/fields-8/"))
                .map(call -> json(call.body().toString()).at("/usernames").size())).containsExactly(10, 10, 5);
    }
}
