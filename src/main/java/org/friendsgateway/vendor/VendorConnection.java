package org.friendsgateway.vendor;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;

/**
 * An open connection to a vendor, held for one call: it is one of the few that an app may have, so it is to be asked for when
 * the call is near, and ended by {@link #send} or {@link #release}.
 */
public interface VendorConnection {

    /**
     * Makes the call, once.
     *
     * @param batch from 1 to {@link AppProfile#batchSize()} friends without violations
     * @param written run once, when the whole call has been handed to the network, at the latest before the call ends
     * @return an outcome for each friend of the batch, once and in the same order, or one failure that holds for the whole
     *         call; never fails of anything that befell the call. Texts of the vendor in it have passed a {@link SecretMask}.
     *         Cancelling does not take a call back that was begun.
     */
    Uni<ImportOutcome> send(FriendImport batch, Runnable written);

    /** Gives the connection back when no call was made on it; else nothing is done. */
    void release();
}
