package org.friendsgateway.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.quota.Priority;

/**
 * The batches that wait in this replica, by user, so that those of one user leave in as few calls as they fit in. Thread-safe.
 */
final class WaitingBatches {

    private final Map<String, List<WaitingBatch>> byUser = new HashMap<>();

    synchronized void add(WaitingBatch batch) {
        byUser.computeIfAbsent(batch.user(), first -> new ArrayList<>(1)).add(batch);
    }

    /** Takes a batch, if it still waits, and as many friends of others of its user as fit into the same call. */
    synchronized MergedCall take(WaitingBatch first, int maxFriends) {
        MergedCall call = new MergedCall(first, maxFriends);
        List<WaitingBatch> waiting = byUser.getOrDefault(first.user(), List.of());
        if (waiting.size() > 1 && !call.isEmpty()) {
            for (Priority priority : Priority.values()) {
                waiting.stream().filter(batch -> batch.priority() == priority).forEach(call::addFriendsOf);
            }
        }
        call.parts().forEach(part -> removeWhenEmpty(part.batch()));
        return call;
    }

    private void removeWhenEmpty(WaitingBatch batch) {
        if (batch.rest().friends().isEmpty()) {
            remove(batch);
        }
    }

    /** Ends the wait of a batch, and returns its friends that no call has taken. */
    @CanIgnoreReturnValue
    synchronized FriendImport withdraw(WaitingBatch batch) {
        remove(batch);
        return batch.withdraw();
    }

    private void remove(WaitingBatch batch) {
        List<WaitingBatch> waiting = byUser.get(batch.user());
        if (waiting != null && waiting.remove(batch) && waiting.isEmpty()) {
            byUser.remove(batch.user());
        }
    }
}
