package org.friendsgateway.vendor;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;

/**
 * An open connection to a vendor, held for one call. An app has only so many, so take one shortly before the call, and end it
 * with {@link #send} or {@link #release}.
 */
public interface VendorConnection {

    /**
     * Makes the call, once.
     *
     * @param batch from 1 to {@link AppProfile#batchSize()} friends without violations
     * @param listener follows the call
     * @return an outcome for each friend of the batch, once and in the same order, or one failure for the whole call. A call
     *         that goes wrong is an outcome, too, and does not fail the {@code Uni}. A {@link SecretMask} has been applied to
     *         the vendor's texts. Where the vendor must be asked first, such as whether a user exists, the call is only
     *         that check, because each call takes a permit, and a success is {@link ImportOutcome.NotYetSent}: the batch then
     *         comes again. Cancelling does not stop a call that has begun.
     */
    Uni<ImportOutcome> send(FriendImport batch, Listener listener);

    /** Follows a call. */
    interface Listener {

        /** The call is only a check, so that it imports no friend; run before anything is sent. */
        default void checking() {
        }

        /** The whole call has been handed to the network; run once, at the latest before the call ends. */
        void written();
    }

    /** Returns the connection if no call was made on it; does nothing otherwise. */
    void release();
}
