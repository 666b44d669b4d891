package org.friendsgateway.vendor;

import java.util.List;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.ImportOutcome;

/** Imports and their outcomes in few words. */
public final class Outcomes {

    private Outcomes() {
    }

    public static FriendImport friends(String owner, String... userIds) {
        return new FriendImport(owner, Stream.of(userIds).map(Friend::of).toList(), false);
    }

    /** A call over a connection of its own. */
    public static Uni<ImportOutcome> sent(VendorApp app, FriendImport batch) {
        return app.connect().chain(connection -> connection.send(batch, () -> {
        }));
    }

    /** As the other; the outcome must not be one failure. */
    public static List<String> told(ImportOutcome outcome) {
        return told(((ImportOutcome.PerFriend) outcome).friends());
    }

    /** As {@code bob imported} and {@code carl failed friend_limit_reached}. */
    public static List<String> told(List<FriendOutcome> outcomes) {
        return outcomes.stream().map(Outcomes::told).toList();
    }

    private static String told(FriendOutcome outcome) {
        Failure failure = outcome.failure();
        return outcome.userId() + " " + outcome.status().code() + (failure == null ? "" : " " + failure.kind().code());
    }
}
