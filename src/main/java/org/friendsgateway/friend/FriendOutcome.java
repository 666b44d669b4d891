package org.friendsgateway.friend;

import java.util.Locale;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The outcome for one friend.
 *
 * @param userId the friend's id in the caller's spelling
 * @param failure why it failed or is unknown; null for {@link Status#IMPORTED} and {@link Status#PENDING}, and only for these
 */
public record FriendOutcome(String userId, Status status, @Nullable Failure failure) {

    /** The name in lower case is what callers and metrics see. */
    public enum Status {
        IMPORTED,
        /** Requested, and waiting for the friend's consent. */
        PENDING,
        /** Certainly not imported. */
        FAILED,
        /** Sent, and it is unknown whether it was imported. */
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

    /** Failed or unknown, depending on the failure's certainty. */
    public static FriendOutcome failed(String userId, Failure failure) {
        return new FriendOutcome(userId, failure.certainty() == Certainty.UNKNOWN ? Status.UNKNOWN : Status.FAILED,
                failure);
    }

    /** Whether sending the same friend again may succeed. */
    public boolean retryable() {
        return failure != null && failure.kind().retryable();
    }
}
