package org.friendsgateway.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Eventually.done;
import static org.friendsgateway.vendor.Eventually.eventually;
import static org.friendsgateway.vendor.Eventually.failureOf;
import static org.friendsgateway.vendor.Eventually.itemOf;
import static org.friendsgateway.vendor.Told.friends;
import static org.friendsgateway.vendor.Told.told;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.Failure.Repeat;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.sandbox.Fault;
import org.friendsgateway.sandbox.Faults;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every vendor promises, tried on its own simulation: an outcome for each friend, once and in order, or one failure
 * for the whole call, which says truly whether anything may have been imported.
 */
public abstract class VendorContract {

    protected static final Duration GENEROUS = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final FriendImport FRIENDS = friends("alice", "dora", "bob", "carl");

    private static Vertx vertx;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        done(vertx.close());
    }

    protected static Vertx vertx() {
        return vertx;
    }

    /** Where the simulation listens; it knows every user of these tests, and there is room in their lists. */
    protected abstract int port();

    /** An app with the right credential, whose first call may be a login. */
    protected abstract VendorApp appAt(VendorEndpoint endpoint);

    protected abstract Faults faults();

    /** Import calls that arrived. */
    protected abstract long calls();

    protected abstract List<String> friendsOf(String user);

    /** Ends the simulation. */
    protected abstract void goDown();

    protected abstract Fault fullListFor(String friend);

    protected abstract Fault refusalForSpeed();

    /** Whatever credential was used so far is refused from now on; a new one is not. */
    protected abstract void outdateCredentials();

    protected final VendorApp app() {
        return app(port(), GENEROUS, 10);
    }

    protected final VendorApp app(int port, Duration callTimeout, int connections) {
        return appAt(VendorEndpoint.of("base-url", URI.create("http://127.0.0.1:" + port), GENEROUS, callTimeout, connections));
    }

    private VendorApp appInUse() {
        VendorApp app = app();
        done(app.send(friends("warm", "up")));
        return app;
    }

    private List<String> outcomes() {
        List<FriendOutcome> outcomes = itemOf(app().send(FRIENDS));
        assertThat(outcomes).allMatch(FriendOutcome::judged);
        return told(outcomes);
    }

    private Failure failure(Fault fault) {
        faults().add(fault);
        return failureOf(app().send(FRIENDS));
    }

    private static void assertUnproven(Failure failure, Kind kind) {
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.proven()).as("proven").isFalse();
        assertThat(failure.repeat()).isEqualTo(Repeat.BACKING_OFF);
    }

    private static void assertProven(Failure failure, Kind kind) {
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.proven()).as("proven").isTrue();
    }

    @Test
    void importsEveryFriendAndKeepsTheirOrder() {
        assertThat(outcomes()).containsExactly("dora imported", "bob imported", "carl imported");
        assertThat(friendsOf("alice")).containsExactly("dora", "bob", "carl");
    }

    @Test
    void importsAFriendAgain() {
        done(app().send(FRIENDS));

        assertThat(outcomes()).containsExactly("dora imported", "bob imported", "carl imported");
    }

    @Test
    void tellsTheOneFriendWhoIsRejectedFromTheOthers() {
        faults().add(fullListFor("bob"));

        assertThat(outcomes()).containsExactly("dora imported", "bob failed friend_limit_reached", "carl imported");
    }

    @Test
    void knowsAFriendWhomTheVendorDoesNotKnow() {
        assertThat(told(itemOf(app().send(friends("alice", "bob", "ghost"))))).containsExactly("bob imported",
                "ghost failed friend_not_found");
    }

    @Test
    void knowsAUserWhomTheVendorDoesNotKnow() {
        assertProven(failureOf(app().send(friends("ghost", "bob"))), Kind.USER_NOT_FOUND);
    }

    @Test
    void reportsAFriendTheVendorForgotAsUnknown() {
        faults().add(Fault.leavingOut("bob"));

        assertThat(outcomes()).containsExactly("dora imported", "bob unknown vendor_unavailable", "carl imported");
    }

    @Test
    void ignoresFriendsWhomNobodyAskedFor() {
        faults().add(Fault.mentioningUnasked("erik", "fred"));

        assertThat(outcomes()).containsExactly("dora imported", "bob imported", "carl imported");
    }

    @Test
    void reportsAFriendOnceThoughTheVendorDoesTwice() {
        faults().add(Fault.mentioningTwice("bob"));

        assertThat(outcomes()).containsExactly("dora imported", "bob imported", "carl imported");
    }

    @Test
    void knowsARefusalForSpeed() {
        Failure failure = failure(refusalForSpeed());

        assertProven(failure, Kind.VENDOR_RATE_LIMITED);
        assertThat(failure.repeat()).isEqualTo(Repeat.BACKING_OFF);
    }

    @Test
    void knowsThatNothingReachedAVendorWhoIsDown() {
        int port = port();
        goDown();

        assertProven(failureOf(app(port, GENEROUS, 10).send(FRIENDS)), Kind.VENDOR_UNAVAILABLE);
    }

    @Test
    void doesNotWaitForAVendorWhoIsSlow() {
        VendorApp app = app(port(), SHORT, 10);
        done(app.authenticate());
        faults().add(Fault.hang());

        assertUnproven(failureOf(app.send(FRIENDS)), Kind.VENDOR_TIMEOUT);
    }

    @Test
    void takesHalfAnAnswerForNone() {
        assertUnproven(failure(Fault.truncated()), Kind.VENDOR_UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "null", "{}", "[]", "0", "\"ok\"", "<html>Log in to the network</html>",
            "{\"data\":null}",
            "{\"ErrorCode\":null}" })
    void takesNonsenseForNoAnswer(String nonsense) {
        assertUnproven(failure(Fault.raw(200, "application/json", nonsense)), Kind.VENDOR_UNAVAILABLE);
    }

    @Test
    void takesThePageOfAProxyForNoAnswer() {
        assertUnproven(failure(Fault.raw(502, "text/html", "<html><h1>502 Bad Gateway</h1></html>")),
                Kind.VENDOR_UNAVAILABLE);
    }

    @Test
    void stopsReadingAnAnswerWithoutAnEnd() {
        assertUnproven(failure(Fault.endless()), Kind.VENDOR_UNAVAILABLE);
    }

    @ParameterizedTest
    @EnumSource(Fault.Moment.class)
    void knowsNothingOfACallWhoseConnectionBroke(Fault.Moment moment) {
        assertUnproven(failure(Fault.cut(moment)), Kind.VENDOR_UNAVAILABLE);
    }

    @Test
    void followsNoRedirect() {
        RecordingServer elsewhere = RecordingServer.answering(vertx, Buffer.buffer("{}"));

        Failure failure = failure(Fault.redirect(elsewhere.url() + "/v4/sns/friend_import"));

        assertThat(failure.vendor()).isNotNull().satisfies(vendor -> assertThat(vendor.httpStatus()).isEqualTo(307));
        assertThat(elsewhere.requests()).isEmpty();
    }

    @Test
    void asksForANewCredentialWhenOneIsRefused() {
        VendorApp app = appInUse();
        outdateCredentials();

        Failure failure = failureOf(app.send(FRIENDS));

        assertProven(failure, Kind.VENDOR_UNAUTHORIZED);
        assertThat(failure.repeat()).isEqualTo(Repeat.WITH_NEW_CREDENTIAL);
    }

    @Test
    void sendsWithANewCredentialAfterARefusal() {
        VendorApp app = appInUse();
        outdateCredentials();
        assertThat(failureOf(app.send(FRIENDS)).kind()).isEqualTo(Kind.VENDOR_UNAUTHORIZED);

        assertThat(told(itemOf(app.send(FRIENDS)))).containsExactly("dora imported", "bob imported", "carl imported");
    }

    @Test
    void bringsACallToItsEndThoughNobodyWaitsForIt() {
        VendorApp app = appInUse();
        begin(app.send(FRIENDS)).cancel();

        eventually(() -> friendsOf("alice").equals(List.of("dora", "bob", "carl")));
    }

    @Test
    void closesNoConnectionWhenNobodyWaitsForACallAnyMore() {
        CountingProxy proxy = new CountingProxy(vertx, port());
        VendorApp app = app(proxy.port(), GENEROUS, 1);
        faults().add(Fault.delay(SHORT).forUser("alice"));
        Cancellable abandoned = begin(app.send(FRIENDS));
        eventually(() -> calls() == 1);
        CompletableFuture<List<FriendOutcome>> behind = app.send(friends("erik", "fred")).subscribeAsCompletionStage();
        abandoned.cancel();

        assertThat(told(behind.join())).containsExactly("fred imported");
        assertThat(proxy.opened()).isEqualTo(1);
        assertThat(proxy.closed()).isZero();
    }

    private static Cancellable begin(Uni<?> call) {
        return call.subscribe().with(item -> {
        }, failure -> {
        });
    }
}
