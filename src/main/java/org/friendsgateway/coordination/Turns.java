package org.friendsgateway.coordination;

import io.smallrye.mutiny.Uni;

/** One writer for a user of an app at a time, in order of arrival. */
public interface Turns {

    /** The right to write; to be given up exactly once. */
    interface Turn {

        /** Lets the next one write. */
        void release();
    }

    /**
     * Completes, on the caller's event loop, when everybody who came before is done. Cancelling it leaves the queue.
     *
     * @param user the user in the app's canonical spelling
     * @return the turn; fails with {@code overloaded} when too many wait for the same user
     */
    Uni<Turn> take(String app, String user);
}
