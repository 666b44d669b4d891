package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.List;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.pipeline.MemoryBudget.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for.
 *
 * @param caller who asks
 * @param app the app's name; null when the caller leaves the choice to the configuration
 * @param friends whom to import; what could not be read is left out or empty, and told in {@code violations}
 * @param violations what was found wrong while reading
 * @param timeout how long the caller waits
 * @param strict whether to refuse what the vendor cannot store, instead of warning
 * @param journal where the outcomes are written down, and what is there already
 * @param memory what the import holds; null where it is not counted
 */
public record ImportCommand(Caller caller, @Nullable String app, FriendImport friends, List<Violation> violations,
        Duration timeout,
        boolean strict, Journal journal, @Nullable Reservation memory) {

    /** An import that nobody can repeat by its name. */
    public ImportCommand(Caller caller, @Nullable String app, FriendImport friends, List<Violation> violations,
            Duration timeout,
            boolean strict) {
        this(caller, app, friends, violations, timeout, strict, Journal.NONE, null);
    }

    /** The same import, written down. */
    public ImportCommand in(Journal other) {
        return new ImportCommand(caller, app, friends, violations, timeout, strict, other, memory);
    }

    /** The same import, whose memory is counted there. */
    public ImportCommand holding(Reservation counted) {
        return new ImportCommand(caller, app, friends, violations, timeout, strict, journal, counted);
    }
}
