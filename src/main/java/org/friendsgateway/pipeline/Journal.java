package org.friendsgateway.pipeline;

import java.util.List;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.friend.FriendOutcome;

/** Where the outcomes of an import are written down as they come, so that a repeat of the import can go on from there. */
public interface Journal {

    /** Of an import that nobody can repeat by its name. */
    Journal NONE = new Journal() {

        @Override
        public List<FriendOutcome> earlier() {
            return List.of();
        }

        @Override
        public boolean interrupted() {
            return false;
        }

        @Override
        public Uni<Void> write(List<FriendOutcome> outcomes) {
            return Uni.createFrom().voidItem();
        }
    };

    /** What was written earlier, in that order; of several outcomes for one friend the last one counts. */
    List<FriendOutcome> earlier();

    /** Whether friends may have been sent earlier of whom nothing was written. */
    boolean interrupted();

    /** Writes down final outcomes, and those of whom nothing is proven. Never fails. */
    Uni<Void> write(List<FriendOutcome> outcomes);
}
