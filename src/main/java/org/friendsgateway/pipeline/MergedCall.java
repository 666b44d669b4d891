package org.friendsgateway.pipeline;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.friend.ImportOutcome.PerFriend;
import org.friendsgateway.pipeline.WaitingBatch.Part;
import org.jspecify.annotations.Nullable;

/** A vendor call that is made for one batch, with friends of other batches of the same user as far as there is room. */
final class MergedCall {

    private final WaitingBatch first;
    private final int maxFriends;
    private final List<Part> parts = new ArrayList<>(1);
    private final Set<String> names = new HashSet<>();
    private final Set<BulkLine> completeLines = new HashSet<>();
    private final double jitter = ThreadLocalRandom.current().nextDouble();
    private int size;

    MergedCall(WaitingBatch first, int maxFriends) {
        this.first = first;
        this.maxFriends = maxFriends;
        add(first);
    }

    List<Part> parts() {
        return parts;
    }

    double jitter() {
        return jitter;
    }

    boolean isMerged() {
        return parts.size() > 1;
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Adds what fits of another batch: no friend twice, and no line before an earlier one of its stream. */
    void addFriendsOf(WaitingBatch other) {
        if (other != first && size < maxFriends && other.canJoin(first) && isNext(other.line())) {
            add(other);
        }
    }

    private boolean isNext(@Nullable BulkLine line) {
        BulkLine previous = line == null ? null : line.previous();
        return previous == null || completeLines.contains(previous);
    }

    private void add(WaitingBatch batch) {
        int count = fitting(batch);
        Part part = count == 0 ? null : batch.take(count);
        if (part == null) {
            return;
        }
        parts.add(part);
        size += count;
        BulkLine line = batch.line();
        if (line != null && batch.isLast() && batch.rest().friends().isEmpty()) {
            completeLines.add(line);
        }
    }

    private int fitting(WaitingBatch batch) {
        int count = 0;
        for (Friend friend : batch.rest().friends()) {
            if (size + count == maxFriends || !names.add(batch.canonicalId(friend))) {
                break;
            }
            count++;
        }
        return count;
    }

    /** All friends of the call. */
    FriendImport friends() {
        if (!isMerged()) {
            return parts.get(0).friends();
        }
        List<Friend> all = new ArrayList<>(size);
        parts.forEach(part -> all.addAll(part.friends().friends()));
        FriendImport own = parts.get(0).friends();
        return new FriendImport(own.owner(), all, own.notifyUser());
    }

    /** Notes that the call begins, in each import on its own event loop. */
    void begin() {
        for (Part part : parts) {
            if (part.batch() == first) {
                part.begin();
            } else {
                part.batch().execute(part::beginInOthersCall);
            }
        }
    }

    /** Notes, on any thread, that the call is only a check. */
    void checking() {
        parts.forEach(part -> part.batch().execute(part::checking));
    }

    /** Gives each import the outcome of its friends, or the bug that the call ended with. */
    void end(@Nullable ImportOutcome outcome, @Nullable Throwable bug) {
        int from = 0;
        for (Part part : parts) {
            int to = from + part.friends().friends().size();
            ImportOutcome own = outcome instanceof PerFriend all && isMerged()
                    ? new PerFriend(all.friends().subList(from, to))
                    : outcome;
            if (part.batch() == first) {
                part.end(own, bug, this);
            } else {
                part.batch().execute(() -> part.end(own, bug, this));
            }
            from = to;
        }
    }
}
