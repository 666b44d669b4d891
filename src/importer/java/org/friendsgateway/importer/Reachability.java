package org.friendsgateway.importer;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** For how long the gateway has been out of reach, as all requests under way see it. */
final class Reachability {

    private final Duration giveUpAfter;
    private final Consumer<String> notes;
    private @Nullable Long lostAtNanos;

    Reachability(Duration giveUpAfter, Consumer<String> notes) {
        this.giveUpAfter = giveUpAfter;
        this.notes = notes;
    }

    synchronized void reached() {
        if (lostAtNanos != null) {
            notes.accept("The gateway answers again.");
        }
        lostAtNanos = null;
    }

    /** Stops the run when the gateway has been out of reach for too long. */
    synchronized void failed(String reason) {
        long now = System.nanoTime();
        if (lostAtNanos == null) {
            lostAtNanos = now;
            notes.accept("Cannot reach the gateway (" + reason + "); trying again.");
        } else if (now - lostAtNanos >= giveUpAfter.toNanos()) {
            throw ImportStoppedException.unreachable(
                    "The gateway could not be reached for %d s: %s".formatted(giveUpAfter.toSeconds(), reason));
        }
    }
}
