package org.friendsgateway.friend;

import java.util.Locale;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one friend.
 *
 * @param userId the friend's id in the caller's spelling
 * @param failure why; null for {@link Status#IMPORTED} and {@link Status#PENDING}, and only for these
 */
public record FriendOutcome(String userId, Status status, @Nullable Failure failure) {

    /** The name in lower case is what callers and metrics see. */
    public enum Status {
        IMPORTED,
        /** Asked, and waiting for the friend's consent. */
        PENDING,
        /** Certainly not imported. */
        FAILED,
        /** Sent, and nothing proves whether it was imported. */
        UNKNOWN;

        private final String code = name().toLowerCase(Locale.ROOT);

        public String code() {
            return code;
        }
    }

    public static FriendOutcome imported(String userId) {
        return new FriendOutcome(userId, Status.IMPORTED, null);
    }

    public static FriendOutcome pending(String userId) {
        return new FriendOutcome(userId, Status.PENDING, null);
    }

    /** Failed or unknown, by the failure's certainty. */
    public static FriendOutcome failed(String userId, Failure failure) {
        return new FriendOutcome(userId, failure.certainty() == Certainty.UNKNOWN ? Status.UNKNOWN : Status.FAILED,
                failure);
    }

    /** Whether the same friend may be sent again with hope. */
    public boolean retryable() {
        return failure != null && failure.kind().retryable();
    }
}
