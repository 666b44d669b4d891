package org.friendsgateway.importer;

import java.util.SortedSet;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of a run between its chunks.
 *
 * @param checksum of the file
 * @param doneBefore all chunks with a smaller number are done
 * @param alsoDone later chunks that are
 * @param failedBytes the length of the file of failed lines
 * @param totals of the chunks that are done
 */
record RunState(String idempotencyKey, Settings settings, long checksum, int doneBefore, SortedSet<Integer> alsoDone,
        long failedBytes, Totals totals) {

    /** What decides how a file is cut and what is sent. */
    record Settings(@Nullable String app, boolean sorted, boolean strict, int maxFriends, int maxLines, int maxBytes) {
    }

    static RunState first(String idempotencyKey, Settings settings, long checksum) {
        return new RunState(idempotencyKey, settings, checksum, 0, new TreeSet<>(), 0, Totals.NONE);
    }

    boolean isDone(int chunk) {
        return chunk < doneBefore || alsoDone.contains(chunk);
    }

    RunState with(int chunk, Totals more, long newFailedBytes) {
        SortedSet<Integer> done = new TreeSet<>(alsoDone);
        done.add(chunk);
        int before = doneBefore;
        while (done.remove(before)) {
            before++;
        }
        return new RunState(idempotencyKey, settings, checksum, before, done, newFailedBytes, totals.plus(more));
    }
}
