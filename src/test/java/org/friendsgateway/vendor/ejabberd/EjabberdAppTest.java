package org.friendsgateway.vendor.ejabberd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Eventually.done;
import static org.friendsgateway.vendor.Eventually.eventually;
import static org.friendsgateway.vendor.Eventually.failureOf;
import static org.friendsgateway.vendor.Eventually.itemOf;
import static org.friendsgateway.vendor.Outcomes.friends;
import static org.friendsgateway.vendor.Outcomes.send;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendField;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.vendor.AppProfile.Notification;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.ejabberd.EjabberdConfig.Subscription;
import org.friendsgateway.vendor.ejabberd.SimulatedEjabberd.Item;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract with a simulated server, and what only the simulation shows. */
class EjabberdAppTest extends EjabberdContract {

    private final SimulatedEjabberd simulated = new SimulatedEjabberd(Clock.systemUTC(), Duration.ofHours(1));

    @Override
    EjabberdServer server() {
        return simulated;
    }

    private static FriendImport withDetails(Friend friend) {
        return new FriendImport("alice", List.of(friend), null);
    }

    private static Friend friend(String remark, String... groups) {
        return new Friend("bob", remark, null, List.of(groups), null, null, null, Map.of());
    }

    @Test
    void storesRemarkAndGroups() {
        done(send(app(), withDetails(friend("Bö <&> \"B\"", "同事", "a b", "同事"))));

        assertThat(simulated.item("alice", "bob")).isEqualTo(new Item("Bö <&> \"B\"", List.of("同事", "a b"), "both"));
    }

    @Test
    void replacesRemarkAndGroups() {
        VendorApp app = app();
        done(send(app, withDetails(friend("Bobby", "work"))));
        done(send(app, withDetails(friend(""))));

        assertThat(simulated.item("alice", "bob")).isEqualTo(new Item("", List.of(), "both"));
    }

    @Test
    void storesTheConfiguredSubscription() {
        done(send(app(config -> config.withSubscription(Subscription.FROM)), friends("alice", "bob")));

        assertThat(simulated.item("alice", "bob").subscription()).isEqualTo("from");
    }

    @Test
    void masksItsSecretsInTheVendorsTexts() {
        VendorApp app = app(config -> config);
        done(app.authenticate());
        faults().add(Fault.raw(400, "application/json", "\"no " + EjabberdServer.PASSWORD + "\""));

        assertThat(failureOf(send(app, friends("alice", "bob"))).vendor()).isNotNull()
                .satisfies(vendor -> assertThat(vendor.message()).isEqualTo("no ***"));
    }

    @Test
    void masksItsTokenInTheVendorsTexts() {
        VendorApp app = app(config -> config);
        done(send(app, friends("alice", "bob")));
        String header = faulty().lastRequests().get(2).header("Authorization").orElseThrow();
        faults().add(Fault.raw(400, "application/json", "\"no " + header + "\""));

        assertThat(failureOf(send(app, friends("alice", "bob"))).vendor()).isNotNull()
                .satisfies(vendor -> assertThat(vendor.message()).isEqualTo("no Bearer ***"));
    }

    @Test
    void logsInAgainWhenATokenExpires() {
        SimulatedEjabberd shortLived = new SimulatedEjabberd(Clock.systemUTC(), Duration.ofSeconds(1));
        FaultyEjabberd server = new FaultyEjabberd(vertx(), shortLived);
        done(server.start());
        VendorApp app = ConfiguredEjabberd.at(URI.create("http://127.0.0.1:" + server.port())).app(vertx());

        eventually(() -> {
            assertThat(itemOf(send(app, friends("alice", "bob"))).failure()).isNull();
            return server.lastRequests().stream().filter(request -> request.path().equals("/oauth/token")).count() > 1;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "{}", "<html>", "{\"access_token\":\"t\"}", "{\"access_token\":\"t\",\"expires_in\":0}",
            "{\"access_token\":\"t t\",\"expires_in\":60}", "{\"access_token\":\"\",\"expires_in\":60}" })
    void sendsNothingWithoutAUsableToken(String answer) {
        faults().add(Fault.raw(200, "application/json", answer).atLogin());

        assertThat(failureOf(app().authenticate())).extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.VENDOR_UNAVAILABLE, Certainty.NOTHING_IMPORTED);
    }

    @Test
    void storesRemarksAndGroupsAndAlwaysNotifies() {
        VendorApp app = app(config -> config);

        assertThat(app.profile().storedFields()).containsExactlyInAnyOrder(FriendField.REMARK, FriendField.GROUPS);
        assertThat(app.profile().notification()).isEqualTo(Notification.ALWAYS);
        assertThat(app.profile().verifiesUsers()).isTrue();
        assertThat(app.profile().batchSize()).isEqualTo(1);
    }
}
