package org.friendsgateway.pipeline;

import java.util.List;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.friend.FriendOutcome;

/** Records the outcomes of an import as they come, so that a repeat resumes where it stopped. */
public interface Journal {

    /**
     * A recorded outcome.
     *
     * @param verdict whether the vendor judged this friend; false for a failure of the whole call
     */
    record Entry(FriendOutcome outcome, boolean verdict) {
    }

    /** The journal of an import without an idempotency key. */
    Journal NONE = new Journal() {

        @Override
        public List<Entry> earlier() {
            return List.of();
        }

        @Override
        public boolean interrupted() {
            return false;
        }

        @Override
        public Uni<Void> write(List<Entry> entries) {
            return Uni.createFrom().voidItem();
        }
    };

    /** The entries of earlier attempts, oldest first; the last one for a friend counts. */
    List<Entry> earlier();

    /** Whether an earlier attempt may have sent friends without recording them. */
    boolean interrupted();

    /** Records final outcomes and unknown ones. Never fails. */
    Uni<Void> write(List<Entry> entries);
}
