package org.friendsgateway.vendor.easemob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Eventually.done;
import static org.friendsgateway.vendor.Eventually.failureOf;
import static org.friendsgateway.vendor.Eventually.itemOf;
import static org.friendsgateway.vendor.Outcomes.friends;
import static org.friendsgateway.vendor.Outcomes.send;
import static org.friendsgateway.vendor.Outcomes.summary;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.sandbox.easemob.EasemobSandbox;
import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.fault.FaultQueue;
import org.friendsgateway.sandbox.server.Latency;
import org.friendsgateway.time.RealScheduler;
import org.friendsgateway.token.local.LocalTokenStore;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.MutableClock;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.SharedTokens;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorBatchContract;
import org.friendsgateway.vendor.VendorEndpoint;
import org.friendsgateway.vendor.VendorHttpClient;
import org.friendsgateway.vendor.VendorToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class EasemobAppTest extends VendorBatchContract {

    private final MutableClock clock = new MutableClock(Instant.ofEpochSecond(1_700_000_000));
    private final EasemobSandbox sandbox = new EasemobSandbox(vertx(),
            EasemobSandbox.Settings.of("org", "app", "id", "secret").withCallsPerSecond(100_000).withLatency(Latency.none())
                    .withClock(clock));

    @BeforeEach
    void start() {
        done(sandbox.start());
    }

    @AfterEach
    void stop() {
        done(sandbox.close());
    }

    @Override
    protected VendorApp appAt(VendorEndpoint endpoint) {
        VendorHttpClient http = new VendorHttpClient(vertx(), endpoint);
        SecretMask mask = new SecretMask(Set.of());
        AppProfile profile = new AppProfile("chat-em", "easemob", 10, 100);
        VendorToken token = new SharedTokens(new LocalTokenStore(), RealScheduler.of(vertx()), clock).of(profile,
                new EasemobLogin("/org/app", "id", "secret", http, mask));
        return new EasemobApp(profile, "/org/app", token, http, mask);
    }

    @Override
    protected int port() {
        return sandbox.port();
    }

    @Override
    protected FaultQueue faults() {
        return sandbox.faults();
    }

    @Override
    protected long calls() {
        return sandbox.calls();
    }

    @Override
    protected List<String> friendsOf(String user) {
        return sandbox.friendsOf(user);
    }

    @Override
    protected void goDown() {
        done(sandbox.close());
    }

    @Override
    protected Fault fullListFor(String friend) {
        return Fault.result(friend, "maxLimitFailed");
    }

    @Override
    protected Fault refusalForSpeed() {
        return Fault.refusal(429, "reach_limit", "This request has reached api limit");
    }

    @Override
    protected Fault refusal(int status) {
        return refusal(status, "something_new");
    }

    private static Fault refusal(int status, String error) {
        return Fault.raw(status, "application/json", "{\"error\":\"" + error + "\"}");
    }

    @Override
    protected boolean isProof(int status) {
        return status / 100 == 4 && status != 408;
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/vendor/easemob-errors.csv", numLinesToSkip = 1)
    void agreesWithWhatTheVendorStoredForEveryError(int status, String error, String code) {
        // A new app each time, because a refused token is renewed only once without a pause.
        for (Fault.Processing processing : List.of(Fault.Processing.BEFORE, Fault.Processing.NEVER)) {
            assertAgreesWithVendor(app(), "e" + processing, refusal(status, String.valueOf(error)).processing(processing),
                    status / 100 == 4 && !code.equals("vendor_timeout"));
        }
    }

    @Override
    protected void invalidateCredentials() {
        sandbox.revokeTokens();
    }

    @Test
    void reportsAFriendThatTheVendorFailedToAddAsUnknown() {
        faults().add(Fault.result("bob", "UnKnowFailed"));

        assertThat(summary(itemOf(send(app(), friends("alice", "bob", "carl"))))).containsExactly(
                "bob unknown vendor_unavailable",
                "carl imported");
    }

    @Test
    void reportsAnUnexpectedSuccessAsUnknown() {
        faults().add(Fault.raw(202, "application/json", "{}"));

        assertThat(failureOf(send(app(), friends("alice", "bob")))).extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.VENDOR_UNAVAILABLE, Certainty.UNKNOWN);
    }

    @Test
    void reportsAUserWhoseListIsFull() {
        faults().add(Fault.refusal(403, "exceed_limit", "Inviter's contact max count."));

        assertThat(failureOf(send(app(), friends("alice", "bob")))).extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.FRIEND_LIMIT_REACHED, Certainty.NOTHING_IMPORTED);
    }

    @Test
    void sendsNamesInLowerCaseAndReportsThemInTheCallersSpelling() {
        List<String> outcomes = summary(itemOf(send(app(), friends("Alice", "BOB", "cArl"))));

        assertThat(outcomes).containsExactly("BOB imported", "cArl imported");
        assertThat(sandbox.lastRequests()).last().satisfies(request -> {
            assertThat(request.path()).isEqualTo("/org/app/users/alice/contacts/import");
            assertThat(request.body().toJsonObject().getJsonArray("usernames")).containsExactly("bob", "carl");
        });
    }

    @Test
    void ignoresTheCaseOfAnId() {
        assertThat(app().canonicalId("Bob.I")).isEqualTo(app().canonicalId("bOB.i"));
    }

    @Test
    void notifiesWhenAsked() {
        done(send(app(), new FriendImport("alice", friends("alice", "bob", "carl").friends(), true)));

        assertThat(sandbox.receivedNotices()).isEqualTo(2);
    }

    @Test
    void storesOnlyIdsAndCanNotify() {
        AppProfile profile = new ConfiguredEasemob("org", "app", Optional.of("YWMt"), URI.create("https://a1.easemob.com"))
                .app(vertx()).profile();

        assertThat(profile.storedFields()).isEmpty();
        assertThat(profile.notification()).isEqualTo(AppProfile.Notification.ON_REQUEST);
    }
}
