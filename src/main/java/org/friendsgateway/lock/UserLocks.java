package org.friendsgateway.lock;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.quota.Priority;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.Quota.Demand;
import org.jspecify.annotations.Nullable;

/** A lock for each user of an app, given in order of arrival, to single imports before bulk lines. */
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
     * How an import asks for a lock. Those of single imports are granted before those of bulk lines.
     *
     * @param demand asks for a permit in the same round trip, where there is one; null when none is wanted
     * @param onWait runs when another import of this replica has the lock
     * @param onWanted runs when a single import waits for the lock that a bulk line has
     */
    record Request(Priority priority, @Nullable Demand demand, Runnable onWait, Runnable onWanted) {

        /** A request of a single import. */
        public static Request single(@Nullable Demand demand) {
            return new Request(Priority.SINGLE, demand, () -> {
            }, () -> {
            });
        }

        /** A request of a bulk line. */
        public static Request bulk(Runnable onWait, Runnable onWanted) {
            return new Request(Priority.BULK, null, onWait, onWanted);
        }
    }

    /**
     * Acquires a lock; completes on the caller's event loop. Cancelling leaves the queue.
     *
     * @param app {@code <provider>:<name>}
     * @param user in the app's canonical spelling
     * @return fails with {@code overloaded} when too many single imports wait for the same user
     */
    Uni<Lock> lock(String app, String user, Request request);
}
