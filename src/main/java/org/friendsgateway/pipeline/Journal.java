package org.friendsgateway.pipeline;

import java.util.List;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.friend.FriendOutcome;

/** Where the outcomes of an import are written down as they come, so that a repeat of the import can go on from there. */
public interface Journal {

    /**
     * The outcome of one friend, as it is written down.
     *
     * @param verdict whether the vendor judged this friend, as against one failure for a whole call
     */
    record Entry(FriendOutcome outcome, boolean verdict) {
    }

    /** Of an import without a name by which it could be repeated. */
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

    /** What was written earlier, in that order; of several outcomes for one friend the last one counts. */
    List<Entry> earlier();

    /** Whether friends may have been sent earlier of which nothing was written. */
    boolean interrupted();

    /** Writes down final outcomes, and those of which nothing is proven. Never fails. */
    Uni<Void> write(List<Entry> entries);
}
