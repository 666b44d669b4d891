package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.List;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.pipeline.MemoryBudget.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * An import as a caller asks for it.
 *
 * @param app the app's name; null for the configured default
 * @param friends the friends to import; what could not be read is missing or empty, with an entry in {@code violations}
 * @param violations what is wrong with the request as far as parsing can tell
 * @param timeout how long the caller waits
 * @param strict whether to refuse fields that the vendor cannot store, instead of warning
 * @param journal what earlier attempts achieved, and where this one records its outcomes
 * @param memory the memory that the import holds; null when it is not counted
 */
public record ImportCommand(Caller caller, @Nullable String app, FriendImport friends, List<Violation> violations,
        Duration timeout, boolean strict, Journal journal, @Nullable Reservation memory) {

    /** An import without an idempotency key. */
    public ImportCommand(Caller caller, @Nullable String app, FriendImport friends, List<Violation> violations,
            Duration timeout, boolean strict, @Nullable Reservation memory) {
        this(caller, app, friends, violations, timeout, strict, Journal.NONE, memory);
    }

    /** The same import with a journal. */
    public ImportCommand withJournal(Journal other) {
        return new ImportCommand(caller, app, friends, violations, timeout, strict, other, memory);
    }
}
