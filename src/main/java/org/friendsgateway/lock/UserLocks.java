package org.friendsgateway.lock;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.Quota.Demand;
import org.jspecify.annotations.Nullable;

/** A lock for each user of an app, given in order of arrival. */
public interface UserLocks {

    /** The right to write for a user; to be released exactly once. */
    interface Lock {

        /**
         * Whether the lock still holds. It is lost when its owner paused for so long that it expired, and, when it was acquired
         * while Redis was down, once Redis is back. A lost lock is to be released and acquired again.
         */
        boolean isHeld();

        /** The permit that was asked for along with the lock, or when to ask again; null when none was. */
        Quota.@Nullable Lease lease();

        void release();
    }

    /**
     * Acquires a lock; completes on the caller's event loop. Cancelling leaves the queue.
     *
     * @param app {@code <provider>:<name>}
     * @param user in the app's canonical spelling
     * @param demand asks for a permit in the same round trip, where there is one; null when none is wanted
     * @return fails with {@code overloaded} when too many wait for the same user
     */
    Uni<Lock> lock(String app, String user, @Nullable Demand demand);
}
