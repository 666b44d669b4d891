package org.friendsgateway.friend;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * Friends to be added to one user's list. A part of an import is itself an import.
 *
 * @param owner the user whose list they are added to
 * @param friends the friends to add, in the caller's order
 * @param notifyUser whether the vendor is to notify the user's devices; null when the caller does not say
 */
public record FriendImport(String owner, List<Friend> friends, @Nullable Boolean notifyUser) {

    public FriendImport {
        friends = List.copyOf(friends);
    }

    /** Whether the caller asks the vendor to notify the user's devices. */
    public boolean notifies() {
        return Boolean.TRUE.equals(notifyUser);
    }

    /** The same import in batches of at most {@code size} friends, in order. */
    public List<FriendImport> inBatchesOf(int size) {
        return IntStream.iterate(0, from -> from < friends.size(), from -> from + size)
                .mapToObj(from -> friends.subList(from, Math.min(from + size, friends.size())))
                .map(this::with)
                .toList();
    }

    /** The same import of other friends. */
    public FriendImport with(List<Friend> others) {
        return new FriendImport(owner, others, notifyUser);
    }

    /** The part with those friends whose ids satisfy a condition, in order. */
    public FriendImport only(Predicate<String> condition) {
        return with(friends.stream().filter(friend -> condition.test(friend.userId())).toList());
    }
}
