package org.friendsgateway.vendor.tencent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Eventually.done;
import static org.friendsgateway.vendor.Eventually.itemOf;
import static org.friendsgateway.vendor.Outcomes.friends;
import static org.friendsgateway.vendor.Outcomes.send;
import static org.friendsgateway.vendor.Outcomes.summary;
import static org.friendsgateway.vendor.Page.example;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.vendor.RecordingServer;
import org.friendsgateway.vendor.RecordingServer.Recorded;
import org.friendsgateway.vendor.VendorApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in the document of {@code v4/sns/friend_import}. */
class TencentPageTest {

    private static final Instant TIME = Instant.ofEpochSecond(1420000001);
    private static final String SOURCE = "XXXXXXXX";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        done(vertx.close());
    }

    private VendorApp app(RecordingServer server) {
        return new ConfiguredTencent(88888888, "admin", server.url()).app(vertx);
    }

    private Recorded request(FriendImport friends) {
        RecordingServer server = RecordingServer.answering(vertx, example("tencent/answer-batch.json"));
        assertThat(itemOf(send(app(server), friends)).failure()).isNull();
        return server.request();
    }

    private static Stream<Arguments> requests() {
        Friend basic = new Friend("id1", null, null, List.of(), SOURCE, null, null, Map.of());
        return Stream.of(Arguments.of("request-basic.json", List.of(basic)),
                Arguments.of("request-full.json", List.of(friend(1, custom(), "朋友"))),
                Arguments.of("request-batch.json",
                        List.of(basic, friend(2, Map.of(), "朋友"), friend(3, custom(), "同事", "朋友"))));
    }

    private static Friend friend(int number, Map<String, Object> attributes, String... groups) {
        return new Friend("id" + number, "remark" + number, TIME, List.of(groups), SOURCE, "I'm Test" + number, TIME,
                attributes);
    }

    private static Map<String, Object> custom() {
        Map<String, Object> custom = new LinkedHashMap<>();
        custom.put("Tag_SNS_1300000000_XXXX", "Test");
        custom.put("Tag_SNS_1300000000_YYYY", 0L);
        return custom;
    }

    @ParameterizedTest
    @MethodSource("requests")
    void sendsWhatThePageSends(String example, List<Friend> friends) {
        Recorded request = request(new FriendImport("id", friends, false));

        assertThat(request.body().toJsonObject()).isEqualTo(example("tencent/" + example).toJsonObject());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void acceptsTheFriendsOfThePage(String example, List<Friend> friends) {
        assertThat(TencentValidator.violations(new FriendImport("id", friends, false))).as(example).isEmpty();
    }

    @Test
    void sendsAnEmptyTextButNoEmptyList() {
        Friend friend = new Friend("bob", "", null, List.of(), null, "", null, Map.of("Tag_SNS_Custom_Nick", ""));

        JsonObject item = request(new FriendImport("id", List.of(friend), false)).body().toJsonObject()
                .getJsonArray("AddFriendItem").getJsonObject(0);

        assertThat(item).isEqualTo(new JsonObject().put("To_Account", "bob").put("Remark", "")
                .put("AddSource", "AddSource_Type_Gateway").put("AddWording", "")
                .put("CustomItem", new JsonArray().add(new JsonObject().put("Tag", "Tag_SNS_Custom_Nick").put("Value", ""))));
    }

    @Test
    void sendsToTheUrlOfThePage() {
        URI page = URI.create(example("tencent/request-url.txt").toString().strip());
        Map<String, List<String>> query = new QueryStringDecoder(page).parameters();

        Recorded request = request(friends("id", "id1"));

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo(page.getPath());
        assertThat(request.query()).containsOnlyKeys(query.keySet());
        assertThat(List.of("identifier", "sdkappid", "contenttype"))
                .allSatisfy(name -> assertThat(request.query().get(name)).isEqualTo(query.get(name)));
        assertThat(request.headers().get("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void sendsARandomNumberOf32BitsWithoutASign() {
        assertThat(request(friends("id", "id1")).query().get("random")).singleElement()
                .satisfies(random -> assertThat(Long.parseLong(random)).isBetween(0L, 0xffff_ffffL));
    }

    @Test
    void signsAsTheAdmin() {
        assertThat(request(friends("id", "id1")).query().get("usersig")).singleElement()
                .satisfies(userSig -> assertThat(DecodedUserSig.of(userSig).identifier()).isEqualTo("admin"));
    }

    private static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of("answer-single.json", List.of("id1 imported")),
                Arguments.of("answer-batch.json", List.of("id1 imported", "id2 imported", "id3 imported")));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void readsTheResponseOfThePage(String example, List<String> outcomes) {
        Buffer answer = example("tencent/" + example);
        VendorApp app = app(RecordingServer.answering(vertx, answer));
        String[] asked = outcomes.stream().map(outcome -> outcome.substring(0, 3)).toArray(String[]::new);

        assertThat(summary(itemOf(send(app, friends("id", asked))))).isEqualTo(outcomes);
    }
}
