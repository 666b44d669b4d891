package org.friendsgateway.vendor.easemob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Eventually.done;
import static org.friendsgateway.vendor.Eventually.itemOf;
import static org.friendsgateway.vendor.Outcomes.friends;
import static org.friendsgateway.vendor.Outcomes.send;
import static org.friendsgateway.vendor.Outcomes.summary;
import static org.friendsgateway.vendor.Page.example;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.vertx.core.Vertx;

import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.vendor.RecordingServer;
import org.friendsgateway.vendor.RecordingServer.Recorded;
import org.friendsgateway.vendor.VendorApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The examples in the document of {@code contacts/import}. */
class EasemobPageTest {

    private static final String TOKEN = "YWMte3bGuOukEeiTkNP4grL7iwAAAAAAAAAAAAAAAAAAAAGL4CTw6XgR6LaXXVmNX4QCAgMAAAFnJlhF";
    private static final Map<String, String> BLANKS = Map.of("{org_name}", "1112171214115068", "{app_name}", "testapp",
            "{username}", "user1", "<YourAppToken>", TOKEN);

    private final PageRequest page = PageRequest.of(example("easemob/request.curl").toString(), BLANKS);
    private final Vertx vertx = Vertx.vertx();
    private final RecordingServer server = RecordingServer.answering(vertx, example("easemob/answer.json"));
    private final VendorApp app = new ConfiguredEasemob("1112171214115068", "testapp", Optional.of(TOKEN), server.url())
            .app(vertx);

    @AfterEach
    void close() {
        done(vertx.close());
    }

    private Recorded request(FriendImport friends) {
        assertThat(itemOf(send(app, friends)).failure()).isNull();
        return server.request();
    }

    @Test
    void sendsWhatThePageSends() {
        Recorded request = request(friends("user1", "1", "2", "3"));

        assertThat(request.path()).isEqualTo(page.path());
        assertThat(page.headers()).isNotEmpty()
                .allSatisfy((name, value) -> assertThat(request.headers().get(name)).isEqualTo(value));
        assertThat(request.body().toJsonObject()).isEqualTo(page.body());
    }

    @Test
    void sendsToTheUrlOfThePage() {
        String line = example("easemob/request-line.http").toString().strip();

        Recorded request = request(friends("user1", "1"));

        assertThat(request.method() + " https://{host}" + request.path()).isEqualTo(line
                .replace("{org_name}", "1112171214115068").replace("{app_name}", "testapp").replace("{username}", "user1"));
    }

    @Test
    void acceptsJson() {
        assertThat(request(friends("user1", "1")).headers().get("Accept")).isEqualTo("application/json");
    }

    @Test
    void doesNotNotifyByDefault() {
        assertThat(request(friends("user1", "1")).query()).isEmpty();
    }

    @Test
    void notifiesWithTheParameterOfThePage() {
        FriendImport friends = new FriendImport("user1", friends("user1", "1").friends(), true);

        assertThat(request(friends).query()).containsExactly(Map.entry("isSendNotice", List.of("true")));
    }

    @Test
    void acceptsTheFriendsOfThePage() {
        assertThat(EasemobValidator.violations(friends("user1", "1", "2", "3"))).isEmpty();
    }

    @Test
    void readsTheResponseOfThePage() {
        assertThat(summary(itemOf(send(app, friends("user1", "username1", "username2", "username3")))))
                .containsExactly("username1 imported", "username2 imported", "username3 imported");
    }

    /** The page's response is about other friends than its request. */
    @Test
    void reportsTheFriendsOfTheRequestOfThePageAsUnknown() {
        assertThat(summary(itemOf(send(app, friends("user1", "1", "2", "3"))))).containsExactly("1 unknown vendor_unavailable",
                "2 unknown vendor_unavailable", "3 unknown vendor_unavailable");
    }
}
