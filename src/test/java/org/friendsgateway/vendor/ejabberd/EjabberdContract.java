package org.friendsgateway.vendor.ejabberd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Eventually.done;
import static org.friendsgateway.vendor.Eventually.failureOf;
import static org.friendsgateway.vendor.Eventually.itemOf;
import static org.friendsgateway.vendor.Outcomes.friends;
import static org.friendsgateway.vendor.Outcomes.send;
import static org.friendsgateway.vendor.Outcomes.summary;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.Ticker;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.fault.FaultQueue;
import org.friendsgateway.time.RealScheduler;
import org.friendsgateway.token.local.LocalTokenStore;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.SharedTokens;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorConnection.Listener;
import org.friendsgateway.vendor.VendorContract;
import org.friendsgateway.vendor.VendorEndpoint;
import org.friendsgateway.vendor.VendorHttpClient;
import org.friendsgateway.vendor.VendorToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the adapter promises, whether the server is simulated or real. */
abstract class EjabberdContract extends VendorContract {

    private static final String JID = EjabberdServer.USERNAME + "@" + EjabberdServer.HOST;

    private FaultyEjabberd faulty;

    abstract EjabberdServer server();

    @BeforeEach
    void start() {
        faulty = new FaultyEjabberd(vertx(), server());
        done(faulty.start());
    }

    @AfterEach
    void stop() {
        done(faulty.close());
    }

    FaultyEjabberd faulty() {
        return faulty;
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    final VendorApp app(UnaryOperator<ConfiguredEjabberd> changes) {
        return changes.apply(ConfiguredEjabberd.at(url())).app(vertx());
    }

    @Override
    protected VendorApp appAt(VendorEndpoint endpoint) {
        VendorHttpClient http = new VendorHttpClient(vertx(), endpoint);
        SecretMask mask = new SecretMask(Set.of());
        AppProfile profile = new AppProfile("im", "ejabberd", 1, 100);
        VendorToken token = new SharedTokens(new LocalTokenStore(), RealScheduler.of(vertx()), Clock.systemUTC())
                .of(profile, new EjabberdLogin(JID, EjabberdServer.PASSWORD, http, mask));
        return new EjabberdApp(profile, ConfiguredEjabberd.at(url()), new VerifiedUsers(Ticker.systemTicker()), token, http,
                mask);
    }

    @Override
    protected int port() {
        return faulty.port();
    }

    @Override
    protected FaultQueue faults() {
        return faulty.faults();
    }

    @Override
    protected long calls() {
        return faulty.calls();
    }

    @Override
    protected List<String> friendsOf(String user) {
        return faulty.friendsOf(user);
    }

    @Override
    protected void goDown() {
        done(faulty.close());
    }

    @Override
    protected void invalidateCredentials() {
        faulty.revokeTokens();
    }

    // The server has no limit of its own; a proxy in front of it may answer in its form.
    @Override
    protected Fault refusalForSpeed() {
        return Fault.refusal(429, "99", "Too many requests");
    }

    @Override
    protected Fault refusal(int status) {
        return Fault.raw(status, "application/json", "{\"status\":\"error\",\"code\":99,\"message\":\"Something new\"}");
    }

    @Override
    protected boolean isProof(int status) {
        return status / 100 == 4 && status != 408;
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/vendor/ejabberd-errors.csv", numLinesToSkip = 1)
    void agreesWithWhatTheVendorStoredForEveryError(int status, String body, String code, String kind) {
        // A new app each time, because a refused token is renewed only once without a pause.
        for (Fault.Processing processing : List.of(Fault.Processing.BEFORE, Fault.Processing.NEVER)) {
            String user = "e" + status + Integer.toHexString(body.hashCode()) + processing.ordinal();
            assertAgreesWithVendor(app(), user, Fault.raw(status, "application/json", body).processing(processing),
                    status / 100 == 4 && !kind.equals("vendor_timeout"));
        }
    }

    @Test
    void asksAboutEachUserOnce() {
        VendorApp app = app();
        done(send(app, friends("alice", "bob", "carl")));
        done(send(app, friends("bob", "alice", "carl")));

        assertThat(faulty.calls()).isEqualTo(4);
        assertThat(faulty.checks()).isEqualTo(3);
    }

    @Test
    void saysWhichCallsAreOnlyChecks() {
        VendorApp app = app();
        List<String> events = new ArrayList<>();
        Listener listener = new Listener() {

            @Override
            public void checking() {
                events.add("checking");
            }

            @Override
            public void written() {
                events.add("written");
            }
        };
        for (int call = 0; call < 3; call++) {
            done(app.connect().chain(connection -> connection.send(friends("alice", "bob"), listener)));
        }

        assertThat(events).containsExactly("checking", "written", "checking", "written", "written");
    }

    @Test
    void sendsNothingForAnUnknownFriend() {
        assertThat(summary(itemOf(send(app(), friends("olga", "ghost1"))))).containsExactly("ghost1 failed friend_not_found");
        assertThat(faulty.calls()).isZero();
        assertThat(friendsOf("olga")).isEmpty();
    }

    @Test
    void asksAgainAboutAUserWhoWasUnknown() {
        VendorApp app = app();
        done(send(app, friends("olga", "ghost1")));
        done(send(app, friends("olga", "ghost1")));

        assertThat(faulty.checks()).isEqualTo(3);
    }

    @Test
    void storesUnknownFriendsAndAsksNothingWhenAccountsAreNotVerified() {
        VendorApp app = app(ConfiguredEjabberd::unverified);

        assertThat(summary(itemOf(send(app, friends("ghost2", "ghost1"))))).containsExactly("ghost1 imported");
        assertThat(faulty.checks()).isZero();
        assertThat(app.profile().verifiesUsers()).isFalse();
    }

    private static Stream<Arguments> badAnswersToChecks() {
        return Stream.of(arguments(Fault.truncated(), Kind.VENDOR_UNAVAILABLE),
                arguments(Fault.cut(Fault.Moment.AFTER_PROCESSING), Kind.VENDOR_UNAVAILABLE),
                arguments(answer(200, "2"), Kind.VENDOR_UNAVAILABLE), arguments(answer(200, "[0]"), Kind.VENDOR_UNAVAILABLE),
                arguments(answer(502, "<html>"), Kind.VENDOR_UNAVAILABLE),
                arguments(answer(500, "\"internal_error\""), Kind.VENDOR_UNAVAILABLE),
                arguments(answer(429, "\"Too many\""), Kind.VENDOR_RATE_LIMITED),
                arguments(answer(401, "\"Who\""), Kind.VENDOR_UNAUTHORIZED));
    }

    private static Fault answer(int status, String body) {
        return Fault.raw(status, "application/json", body);
    }

    @ParameterizedTest
    @MethodSource("badAnswersToChecks")
    void provesThatNothingWasImportedWhenACheckFails(Fault fault, Kind kind) {
        faults().add(fault.atCheck());
        VendorApp app = app();

        assertThat(failureOf(send(app, friends("alice", "bob")))).extracting(Failure::kind, Failure::certainty)
                .containsExactly(kind, Certainty.NOTHING_IMPORTED);
        assertThat(faulty.calls()).isZero();
        assertThat(summary(itemOf(send(app, friends("alice", "bob"))))).containsExactly("bob imported");
    }

    @Test
    void logsInOnce() {
        VendorApp app = app();
        done(send(app, friends("alice", "bob", "carl")));
        done(send(app, friends("alice", "dora")));

        assertThat(faulty.lastRequests()).filteredOn(request -> request.path().equals("/oauth/token")).hasSize(1);
    }

    @Test
    void takesAnInternalErrorForAnOutageOnceAFriendWasImportedAtTheVirtualHost() {
        VendorApp app = app(config -> config.withVirtualHost("IM.test").withUsername(JID).unverified());
        faults().add(answer(500, "\"internal_error\""));
        assertThat(failureOf(send(app, friends("alice", "bob"))).kind()).isEqualTo(Kind.VENDOR_MISCONFIGURED);
        done(send(app, friends("alice", "bob")));
        faults().add(answer(500, "\"internal_error\""));

        assertThat(failureOf(send(app, friends("alice", "bob"))).kind()).isEqualTo(Kind.VENDOR_UNAVAILABLE);
    }

    @Test
    void reportsALoginThatIsAlwaysCutAsAMisconfiguration() {
        faults().add(Fault.cut(Fault.Moment.AFTER_PROCESSING).atLogin().times(2));

        assertThat(failureOf(app().authenticate())).extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.VENDOR_MISCONFIGURED, Certainty.NOTHING_IMPORTED);
    }

    @Test
    void logsInAgainWhenALoginIsCut() {
        faults().add(Fault.cut(Fault.Moment.AFTER_PROCESSING).atLogin());

        assertThat(summary(itemOf(send(app(), friends("alice", "bob"))))).containsExactly("bob imported");
    }

    @Test
    void ignoresTheCaseOfIdsAndReportsThemInTheCallersSpelling() {
        assertThat(summary(itemOf(send(app(), friends("ALICE", "Bob"))))).containsExactly("Bob imported");
        assertThat(friendsOf("alice")).contains("bob");
    }

    @Test
    void reportsAWrongPassword() {
        assertThat(failureOf(app(config -> config.withPassword("wrong")).authenticate()))
                .extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.VENDOR_UNAUTHORIZED, Certainty.NOTHING_IMPORTED);
    }

    @Test
    void reportsAWrongPasswordBehindAProxy() {
        faults().add(answer(502, "<html>").atLogin());

        assertThat(failureOf(app(config -> config.withPassword("wrong")).authenticate()))
                .extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.VENDOR_UNAUTHORIZED, Certainty.NOTHING_IMPORTED);
    }

    private static Stream<Fault> answersThatProveNoPassword() {
        return Stream.of(Fault.cut(Fault.Moment.AFTER_PROCESSING), answer(503, "\"busy\""), answer(500, "\"internal_error\""),
                answer(502, "<html>"), answer(200, "<html>"), answer(403, "<html>"));
    }

    @ParameterizedTest
    @MethodSource("answersThatProveNoPassword")
    void reportsALoginThatIsCutAsAnOutageUnlessThePasswordIsKnownToBeRight(Fault fault) {
        faults().add(Fault.cut(Fault.Moment.AFTER_PROCESSING).atLogin().times(2));
        faults().add(fault.atCheck());

        assertThat(failureOf(app().authenticate())).extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.VENDOR_UNAVAILABLE, Certainty.NOTHING_IMPORTED);
    }

    @Test
    void reportsAnUnknownVirtualHost() {
        VendorApp app = app(config -> config.withVirtualHost("nowhere.test").withUsername(JID).unverified());

        assertThat(failureOf(send(app, friends("alice", "bob")))).extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.VENDOR_MISCONFIGURED, Certainty.UNKNOWN);
    }

    @Test
    void reportsAnInternalErrorOfAVirtualHostThatExistsAsAnOutage() {
        faults().add(answer(500, "\"internal_error\""));

        assertThat(failureOf(send(app(), friends("alice", "bob")))).extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.VENDOR_UNAVAILABLE, Certainty.UNKNOWN);
    }

    @Test
    void reportsAFriendThatTheServerCouldNotStoreAsUnknown() {
        faults().add(answer(200, "1"));

        assertThat(failureOf(send(app(), friends("alice", "bob")))).extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.VENDOR_UNAVAILABLE, Certainty.UNKNOWN);
    }
}
