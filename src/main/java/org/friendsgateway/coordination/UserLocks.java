package org.friendsgateway.coordination;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.quota.Quota.Demand;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/** One writer for a user of an app at a time, in order of arrival. */
public interface UserLocks {

    /** The right to write; to be given up exactly once. */
    interface Lock {

        /**
         * Whether the right still holds: not any more for a writer who paused for so long that it was given to another,
         * or who got it without the other replicas, once these are back. It is then to be given up and taken anew.
         */
        boolean held();

        /** The permit that was asked for along with the turn, or when to ask again; null when none was. */
        @Nullable
        Lease lease();

        /** Lets the next one write. */
        void release();
    }

    /**
     * Completes, on the caller's event loop, when everybody who came before is done. Cancelling it leaves the queue.
     *
     * @param user the user in the app's canonical spelling
     * @param demand asks for a permit along with the turn, where that saves a way; null when none is wanted
     * @return the turn; fails with {@code overloaded} when too many wait for the same user
     */
    Uni<Lock> take(AppProfile app, String user, @Nullable Demand demand);
}
