package org.friendsgateway.vendor.ejabberd;

import java.util.List;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.friend.ImportOutcome.Failed;
import org.friendsgateway.friend.ImportOutcome.NotYetSent;
import org.friendsgateway.friend.ImportOutcome.PerFriend;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.VendorHttpClient.Response;

/**
 * Reads the answers of the commands: {@code 0} or {@code 1}, with status 200.
 *
 * @see <a href="https://docs.ejabberd.im/developer/ejabberd-api/admin-api/">the commands</a>
 */
final class EjabberdResponseParser {

    private static final VendorError NOT_DONE = new VendorError(EjabberdApi.NOT_DONE, null, 200);
    private static final VendorError NO_FRIEND = new VendorError(EjabberdApi.NOT_DONE, null, null);

    private EjabberdResponseParser() {
    }

    /**
     * The outcome of {@code add_rosteritem} for its friend, or the failure of the call.
     *
     * @param virtualHostExists false as long as it may not exist
     * @param mask for the texts of the vendor
     */
    static ImportOutcome ofImport(String userId, Response response, boolean virtualHostExists, SecretMask mask) {
        return switch (answer(response)) {
            case EjabberdApi.DONE -> of(FriendOutcome.imported(userId));
            // It may have failed after storing the friend.
            case EjabberdApi.NOT_DONE -> new Failed(Failure.of(Kind.VENDOR_UNAVAILABLE, "The server could not store the friend")
                    .withVendorError(NOT_DONE).withRetryAfter(response.retryAfter()));
            default -> new Failed(EjabberdErrorMapper.ofCommand(response, virtualHostExists, mask));
        };
    }

    /**
     * The outcome of {@code check_account} about the owner of a list: the import may be sent, or fails. No friend was sent.
     *
     * @param mask for the texts of the vendor
     */
    static ImportOutcome ofOwnerCheck(Response response, SecretMask mask) {
        return EjabberdApi.NOT_DONE.equals(answer(response))
                ? new Failed(Failure.of(Kind.USER_NOT_FOUND).with(Certainty.NOTHING_IMPORTED).withVendorError(NOT_DONE))
                : ofCheck(response, mask);
    }

    /** The outcome of {@code check_account} about a friend, likewise. */
    static ImportOutcome ofFriendCheck(String userId, Response response, SecretMask mask) {
        return EjabberdApi.NOT_DONE.equals(answer(response))
                ? of(FriendOutcome.failed(userId, Failure.of(Kind.FRIEND_NOT_FOUND).with(Certainty.NOTHING_IMPORTED)
                        .withVendorError(NO_FRIEND)))
                : ofCheck(response, mask);
    }

    /** Whether a command was carried out, or found the user that it checks. */
    static boolean isDone(Response response) {
        return EjabberdApi.DONE.equals(answer(response));
    }

    private static ImportOutcome ofCheck(Response response, SecretMask mask) {
        return isDone(response) ? new NotYetSent()
                : new Failed(EjabberdErrorMapper.ofCommand(response, true, mask).with(Certainty.NOTHING_IMPORTED));
    }

    private static ImportOutcome of(FriendOutcome outcome) {
        return new PerFriend(List.of(outcome));
    }

    private static String answer(Response response) {
        return response.status() == 200 ? EjabberdApi.answer(response.body()) : "";
    }
}
