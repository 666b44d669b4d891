package org.friendsgateway.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Eventually.done;
import static org.friendsgateway.vendor.Eventually.eventually;
import static org.friendsgateway.vendor.Eventually.failureOf;
import static org.friendsgateway.vendor.Eventually.itemOf;
import static org.friendsgateway.vendor.Outcomes.friends;
import static org.friendsgateway.vendor.Outcomes.send;
import static org.friendsgateway.vendor.Outcomes.summary;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.sandbox.fault.Fault;
import org.junit.jupiter.api.Test;

/**
 * What every vendor promises, tested on its own simulation: an outcome for each friend, once and in order, or one failure for
 * the whole call, whose certainty is true. {@link VendorBatchContract} is for a vendor that answers about several friends.
 *
 * <p>
 * A vendor's test extends it and implements the methods of {@link VendorFixture}, and two of {@link VendorWireContract}. It
 * adds what the contract cannot know: the fields that the vendor stores, the spelling of ids, and every row of its table of
 * errors, with {@link #assertAgreesWithVendor}. Its other tests check that secrets are masked in the vendor's texts,
 * and that a token which the vendor accepts is reported as accepted.
 */
public abstract class VendorContract extends VendorWireContract {

    // A vendor may ask about each user before the first call that concerns it.
    private VendorApp appInUse() {
        VendorApp app = app();
        done(send(app, friends("warm", "alice", "dora", "bob", "carl")));
        return app;
    }

    private static FriendImport firstBatch(VendorApp app) {
        return FRIENDS.inBatchesOf(app.profile().batchSize()).get(0);
    }

    final List<String> outcomes() {
        return summary(itemOf(send(app(), FRIENDS)));
    }

    @Test
    void importsEveryFriendAndKeepsTheirOrder() {
        assertThat(outcomes()).containsExactly("dora imported", "bob imported", "carl imported");
        assertThat(friendsOf("alice")).containsExactlyInAnyOrder("dora", "bob", "carl");
    }

    @Test
    void importsAFriendAgain() {
        done(send(app(), FRIENDS));

        assertThat(outcomes()).containsExactly("dora imported", "bob imported", "carl imported");
    }

    @Test
    void reportsAFriendWhomTheVendorDoesNotKnow() {
        assertThat(summary(itemOf(send(app(), friends("alice", "bob", "ghost"))))).containsExactly("bob imported",
                "ghost failed friend_not_found");
    }

    @Test
    void reportsAUserWhomTheVendorDoesNotKnow() {
        assertNothingImported(failureOf(send(app(), friends("ghost", "bob"))), Kind.USER_NOT_FOUND);
    }

    @Test
    void reportsARefusalForSpeed() {
        Failure failure = failure(refusalForSpeed());

        assertNothingImported(failure, Kind.VENDOR_RATE_LIMITED);
        assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.RETRY_WITH_BACKOFF);
    }

    @Test
    void keepsRetryAfterOfARefusalForSpeed() {
        assertThat(failure(refusalForSpeed().header("Retry-After", "7")).retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void asksForANewCredentialWhenOneIsRefused() {
        VendorApp app = appInUse();
        invalidateCredentials();

        Failure failure = failureOf(send(app, FRIENDS));

        assertNothingImported(failure, Kind.VENDOR_UNAUTHORIZED);
        assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.RETRY_WITH_NEW_CREDENTIAL);
    }

    @Test
    void sendsWithANewCredentialAfterARefusal() {
        VendorApp app = appInUse();
        invalidateCredentials();
        assertThat(failureOf(send(app, FRIENDS)).kind()).isEqualTo(Kind.VENDOR_UNAUTHORIZED);

        assertThat(summary(itemOf(send(app, FRIENDS)))).containsExactly("dora imported", "bob imported", "carl imported");
    }

    @Test
    void completesACallThatWasCancelled() {
        VendorApp app = appInUse();
        FriendImport batch = firstBatch(app);
        begin(itemOf(app.connect()).send(batch, () -> {
        })).cancel();

        eventually(() -> friendsOf("alice").size() == batch.friends().size());
    }

    @Test
    void keepsTheConnectionOfACallThatWasCancelled() {
        CountingProxy proxy = new CountingProxy(vertx(), port());
        VendorApp app = app(proxy.port(), GENEROUS, 1);
        faults().add(Fault.delay(SHORT).forUser("alice"));
        Cancellable abandoned = begin(send(app, FRIENDS));
        eventually(() -> calls() == 1);
        CompletableFuture<ImportOutcome> behind = send(app, friends("erik", "fred")).subscribeAsCompletionStage();
        abandoned.cancel();

        assertThat(summary(behind.join())).containsExactly("fred imported");
        assertThat(proxy.opened()).isEqualTo(1);
        assertThat(proxy.closed()).isZero();
    }

    @Test
    void leavesAnUnusedConnectionToTheNextCall() {
        CountingProxy proxy = new CountingProxy(vertx(), port());
        VendorApp app = app(proxy.port(), GENEROUS, 1);
        done(app.authenticate());
        done(app.connect().invoke(VendorConnection::release));

        assertThat(summary(itemOf(send(app, FRIENDS)))).containsExactly("dora imported", "bob imported", "carl imported");
        assertThat(proxy.opened()).isEqualTo(1);
        assertThat(proxy.closed()).isZero();
    }

    @Test
    void reportsThatACallIsWrittenBeforeItsResponse() {
        VendorApp app = appInUse();
        faults().add(Fault.delay(SHORT).forUser("alice"));
        CompletableFuture<Void> written = new CompletableFuture<>();
        CompletableFuture<ImportOutcome> call = app.connect()
                .chain(connection -> connection.send(firstBatch(app), () -> written.complete(null)))
                .subscribeAsCompletionStage();

        written.join();
        assertThat(call).isNotDone();
        assertThat(summary(call.join())).hasSize(firstBatch(app).friends().size());
    }

    private static Cancellable begin(Uni<?> call) {
        return call.subscribe().with(item -> {
        }, failure -> {
        });
    }
}
