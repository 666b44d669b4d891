package org.friendsgateway.vendor.carrierpigeon;

import static org.friendsgateway.failure.Certainty.NOTHING_IMPORTED;

import java.util.List;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.friend.ImportOutcome.Failed;
import org.friendsgateway.friend.ImportOutcome.PerFriend;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.ImportViolations;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorConnection;

/** One loft. */
record CarrierPigeonApp(AppProfile profile) implements VendorApp {

    @Override
    public String canonicalId(String userId) {
        return userId;
    }

    @Override
    public List<Violation> violations(FriendImport friends) {
        return ImportViolations.of(friends, (all, violations) -> violations.unless(Context.isOnEventLoopThread(), "userId",
                "must be read by an event loop"), CarrierPigeonApp::check);
    }

    private static void check(Friend friend, ImportViolations violations) {
        violations.unless(!friend.userId().contains(" "), "userId", "must be one word");
    }

    @Override
    public Uni<Void> authenticate() {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<VendorConnection> connect() {
        return Uni.createFrom().item(new Pigeons());
    }

    /** Pigeons that are ready to start. */
    private static final class Pigeons implements VendorConnection {

        @Override
        public Uni<ImportOutcome> send(FriendImport batch, Listener listener) {
            listener.written();
            return fly(batch);
        }

        @Override
        public void release() {
            // Pigeons are not held.
        }
    }

    private static Uni<ImportOutcome> fly(FriendImport batch) {
        if (!Context.isOnEventLoopThread()) {
            return Uni.createFrom().failure(new IllegalStateException("pigeons start from event loops"));
        }
        return batch.owner().equals("cat")
                ? Uni.createFrom().item(new Failed(Failure.of(Kind.USER_NOT_FOUND).with(NOTHING_IMPORTED)))
                : Uni.createFrom().item(new PerFriend(batch.friends().stream().map(CarrierPigeonApp::fly).toList()));
    }

    private static FriendOutcome fly(Friend friend) {
        return friend.userId().equals("hawk")
                ? FriendOutcome.failed("hawk",
                        Failure.of(Kind.BLOCKED).with(NOTHING_IMPORTED)
                                .withVendorError(new VendorError("feather", "a feather", null)))
                : FriendOutcome.imported(friend.userId());
    }
}
