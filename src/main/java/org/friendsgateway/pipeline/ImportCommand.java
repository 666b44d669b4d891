package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.List;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.pipeline.MemoryBudget.Reservation;
import org.friendsgateway.quota.Priority;
import org.jspecify.annotations.Nullable;

/**
 * An import as a caller asks for it.
 *
 * @param app the app's name; null for the configured default
 * @param friends the friends to import; what could not be read is missing or empty, with an entry in {@code violations}
 * @param violations what is wrong with the request as far as parsing can tell
 * @param timeout how long the caller waits; for a bulk line, counted from its first permit
 * @param strict whether to refuse fields that the vendor cannot store, instead of warning
 * @param journal what earlier attempts achieved, and where this one records its outcomes
 * @param memory the memory that the import holds; null when it is not counted
 * @param line what makes it a line of a stream; null for a single import
 */
public record ImportCommand(Caller caller, @Nullable String app, FriendImport friends, List<Violation> violations,
        Duration timeout, boolean strict, Journal journal, @Nullable Reservation memory, @Nullable BulkLine line) {

    /** A single import without an idempotency key. */
    public ImportCommand(Caller caller, @Nullable String app, FriendImport friends, List<Violation> violations,
            Duration timeout, boolean strict, @Nullable Reservation memory) {
        this(caller, app, friends, violations, timeout, strict, Journal.NONE, memory, null);
    }

    /** The same import with a journal. */
    public ImportCommand withJournal(Journal other) {
        return new ImportCommand(caller, app, friends, violations, timeout, strict, other, memory, line);
    }

    /** The same import as a line of a stream. */
    public ImportCommand asLine(BulkLine bulkLine) {
        return new ImportCommand(caller, app, friends, violations, timeout, strict, journal, memory, bulkLine);
    }

    Priority priority() {
        return line == null ? Priority.SINGLE : Priority.BULK;
    }
}
