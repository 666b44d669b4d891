package org.friendsgateway.vendor;

import java.util.List;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.friend.ImportOutcome.NotYetSent;
import org.friendsgateway.friend.ImportOutcome.PerFriend;

/** Short forms of imports and their outcomes. */
public final class Outcomes {

    private Outcomes() {
    }

    public static FriendImport friends(String owner, String... userIds) {
        return new FriendImport(owner, Stream.of(userIds).map(Friend::of).toList(), false);
    }

    /** Makes the calls of an import, each over a connection of its own, until one fails. */
    public static Uni<ImportOutcome> send(VendorApp app, FriendImport friends) {
        return send(app, friends.inBatchesOf(app.profile().batchSize()), List.of());
    }

    private static Uni<ImportOutcome> send(VendorApp app, List<FriendImport> batches, List<FriendOutcome> before) {
        return call(app, batches.get(0)).chain(outcome -> {
            if (outcome instanceof NotYetSent) {
                return send(app, batches, before);
            } else if (outcome instanceof PerFriend own) {
                List<FriendOutcome> all = Stream.concat(before.stream(), own.friends().stream()).toList();
                return batches.size() == 1 ? Uni.createFrom().item(new PerFriend(all))
                        : send(app, batches.subList(1, batches.size()), all);
            }
            return Uni.createFrom().item(outcome);
        });
    }

    /** Makes one call over a connection of its own. */
    public static Uni<ImportOutcome> call(VendorApp app, FriendImport batch) {
        return app.connect().chain(connection -> connection.send(batch, () -> {
        }));
    }

    /** Like {@link #summary(List)}, of an outcome that is not a single failure. */
    public static List<String> summary(ImportOutcome outcome) {
        return summary(((PerFriend) outcome).friends());
    }

    /** For each friend a line such as {@code bob imported} or {@code carl failed friend_limit_reached}. */
    public static List<String> summary(List<FriendOutcome> outcomes) {
        return outcomes.stream().map(Outcomes::summary).toList();
    }

    private static String summary(FriendOutcome outcome) {
        Failure failure = outcome.failure();
        return outcome.userId() + " " + outcome.status().code() + (failure == null ? "" : " " + failure.kind().code());
    }
}
