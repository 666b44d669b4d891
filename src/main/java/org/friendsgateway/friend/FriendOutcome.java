package org.friendsgateway.friend;

import java.util.Locale;

import org.friendsgateway.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What became of one friend.
 *
 * @param userId the friend's id in the caller's spelling
 * @param status the fate
 * @param failure why; null for {@link Status#IMPORTED} and {@link Status#PENDING}, and only for these
 * @param judged whether the vendor's answer went through the friends one by one, as against one reason for a whole call
 */
public record FriendOutcome(String userId, Status status, @Nullable Failure failure, boolean judged) {

    /** The fates of a friend. The name in lower case is what callers and metrics see. */
    public enum Status {
        IMPORTED,
        /** Asked, and waiting for the friend's consent. */
        PENDING,
        /** Certainly not imported. */
        FAILED,
        /** Sent, and nothing proves what became of it. */
        UNKNOWN;

        private final String code = name().toLowerCase(Locale.ROOT);

        public String code() {
            return code;
        }
    }

    public static FriendOutcome imported(String userId) {
        return new FriendOutcome(userId, Status.IMPORTED, null, true);
    }

    public static FriendOutcome pending(String userId) {
        return new FriendOutcome(userId, Status.PENDING, null, true);
    }

    /** The vendor's verdict on this one friend. */
    public static FriendOutcome judged(String userId, Failure failure) {
        return new FriendOutcome(userId, fate(failure), failure, true);
    }

    /** A failure of the whole call that this friend was part of. */
    public static FriendOutcome shared(String userId, Failure failure) {
        return new FriendOutcome(userId, fate(failure), failure, false);
    }

    /** Whether the same friend may be sent again with hope. */
    public boolean retryable() {
        return failure != null && failure.kind().retryable();
    }

    /** The same outcome when an earlier call for this friend may have been carried out. */
    public FriendOutcome unproven() {
        return failure == null ? this : new FriendOutcome(userId, Status.UNKNOWN, failure.unproven(), judged);
    }

    private static Status fate(Failure failure) {
        return failure.proven() ? Status.FAILED : Status.UNKNOWN;
    }
}
