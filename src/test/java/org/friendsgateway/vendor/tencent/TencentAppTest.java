package org.friendsgateway.vendor.tencent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Eventually.done;
import static org.friendsgateway.vendor.Eventually.failureOf;
import static org.friendsgateway.vendor.Eventually.itemOf;
import static org.friendsgateway.vendor.Outcomes.friends;
import static org.friendsgateway.vendor.Outcomes.send;
import static org.friendsgateway.vendor.Outcomes.summary;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.friend.FriendField;
import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.fault.FaultQueue;
import org.friendsgateway.sandbox.fault.FaultResponse;
import org.friendsgateway.sandbox.server.Latency;
import org.friendsgateway.sandbox.tencent.TencentFriend;
import org.friendsgateway.sandbox.tencent.TencentSandbox;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.MutableClock;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorBatchContract;
import org.friendsgateway.vendor.VendorEndpoint;
import org.friendsgateway.vendor.VendorHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class TencentAppTest extends VendorBatchContract {

    private static final long APP = 1400000000;
    private static final String ADMIN = "admin istrator+1";
    private static final String KEY = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";

    private final MutableClock clock = new MutableClock(Instant.ofEpochSecond(1_700_000_000));
    private final TencentSandbox sandbox = new TencentSandbox(vertx(),
            TencentSandbox.Settings.of(APP, ADMIN, KEY).withCallsPerSecond(100_000).withLatency(Latency.none())
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
        return new TencentApp(new AppProfile("chat-cn", "tencent", 500, 100),
                new ConfiguredTencent(APP, ADMIN, endpoint.baseUrl()), new TencentUserSig(APP, ADMIN, KEY, clock),
                new VendorHttpClient(vertx(), endpoint));
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
        return Fault.result(friend, 30010, "Err_SNS_FriendImport_My_Friend_Num_Exceed_Threshold");
    }

    @Override
    protected Fault refusalForSpeed() {
        return Fault.refusal(60007, "the frequency of calls exceeds the limit");
    }

    @Override
    protected Fault refusal(int status) {
        return Fault.of(new FaultResponse.Refusal(status, "30010", "full", Map.of()));
    }

    @Override
    protected boolean isProof(int status) {
        return status < 500;
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/vendor/tencent-errors.csv", numLinesToSkip = 1)
    void agreesWithWhatTheVendorStoredForEveryCode(String code, String kind) {
        boolean refusal = !kind.equals("vendor_timeout") && !kind.equals("vendor_unavailable");
        for (Fault.Processing processing : List.of(Fault.Processing.BEFORE, Fault.Processing.NEVER)) {
            for (int status : List.of(200, 404, 500, 503)) {
                assertAgreesWithVendor(app(), processing + "-" + status,
                        Fault.of(new FaultResponse.Refusal(status, code, "Sorry.", Map.of())).processing(processing),
                        refusal && status < 500);
            }
        }
    }

    @Override
    protected void invalidateCredentials() {
        clock.advance(Duration.ofSeconds(1));
        sandbox.invalidateSignaturesIssuedBefore(clock.instant());
    }

    @Test
    void reportsAFriendWhoMustConfirmAsPending() {
        faults().add(Fault.result("bob", 30539, "Err_SNS_FriendAdd_Need_Confirm"));

        assertThat(summary(itemOf(send(app(), friends("alice", "bob", "carl"))))).containsExactly("bob pending",
                "carl imported");
    }

    @Test
    void reportsAnExistingFriendAsImported() {
        faults().add(Fault.result("bob", 30001, "Err_SNS_FriendAdd_Friend_Exist"));

        assertThat(summary(itemOf(send(app(), friends("alice", "bob", "carl"))))).containsExactly("bob imported",
                "carl imported");
    }

    @Test
    void reportsARefusalOfTheWholeCall() {
        faults().add(Fault.refusal(30008, "Err_SNS_FriendImport_Write_Conflict"));

        assertThat(failureOf(send(app(), friends("alice", "bob"))))
                .extracting(Failure::kind, Failure::certainty, Failure::vendor).containsExactly(Kind.WRITE_CONFLICT,
                        Certainty.NOTHING_IMPORTED,
                        new VendorError("30008", "Err_SNS_FriendImport_Write_Conflict", 200));
    }

    @Test
    void reportsAServerErrorWithoutACodeAsUnavailable() {
        faults().add(Fault.raw(503, "application/json", "{\"message\":\"no healthy upstream\"}"));

        assertThat(failureOf(send(app(), friends("alice", "bob"))))
                .extracting(Failure::kind, Failure::certainty, Failure::vendor)
                .containsExactly(Kind.VENDOR_UNAVAILABLE, Certainty.UNKNOWN, new VendorError(null, null, 503));
    }

    @Test
    void sendsTheDefaultSource() {
        done(send(app(), friends("alice", "bob")));

        assertThat(sandbox.friend("alice", "bob")).get().extracting(TencentFriend::source)
                .isEqualTo("AddSource_Type_Gateway");
    }

    @Test
    void storesEveryFieldAndCannotNotify() {
        AppProfile profile = new ConfiguredTencent(APP, ADMIN, URI.create("https://console.tim.qq.com")).app(vertx()).profile();

        assertThat(profile.storedFields()).containsExactlyInAnyOrder(FriendField.values());
        assertThat(profile.notification()).isEqualTo(AppProfile.Notification.NEVER);
    }

    @Test
    void distinguishesTheCaseOfAnId() {
        done(send(app(), friends("alice", "bob", "Bob")));

        assertThat(friendsOf("alice")).containsExactly("bob", "Bob");
        assertThat(app().canonicalId("Bob")).isNotEqualTo(app().canonicalId("bob"));
    }

    @Test
    void signsOnceForManyCalls() {
        VendorApp app = app();
        done(send(app, friends("alice", "bob")));
        done(send(app, friends("alice", "carl")));

        assertThat(sandbox.lastRequests()).extracting(request -> request.query().replaceFirst("&random=\\d+", ""))
                .hasSize(2).containsOnly(sandbox.lastRequests().get(0).query().replaceFirst("&random=\\d+", ""));
    }
}
