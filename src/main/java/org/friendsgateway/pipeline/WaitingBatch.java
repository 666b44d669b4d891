package org.friendsgateway.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.friend.ImportOutcome.Failed;
import org.friendsgateway.quota.Priority;
import org.jspecify.annotations.Nullable;

/**
 * A batch of an import that waits to be sent, by a call of its own or along with another import of the same user. What has no
 * other mark runs on the event loop of its import.
 */
final class WaitingBatch {

    private static final ImportOutcome BUG = new Failed(Failure.of(Kind.INTERNAL_ERROR));

    private final ImportRun run;
    private final FriendImport friends;
    private final boolean alone;
    private final boolean last;
    private final Executor eventLoop;
    /** Guarded by {@link WaitingBatches}, as are {@code parts} and the methods that say so. */
    private FriendImport rest;
    private final List<Part> parts = new ArrayList<>(1);
    private final CompletableFuture<Void> taken = new CompletableFuture<>();
    private final CompletableFuture<Void> answered = new CompletableFuture<>();
    private int friendsToSend;
    private int calls;
    private double jitter = ThreadLocalRandom.current().nextDouble();
    private boolean settled;

    /**
     * Makes a batch that waits.
     *
     * @param alone whether it must not share a call
     * @param last whether it is the last one of its import
     */
    WaitingBatch(ImportRun run, FriendImport friends, boolean alone, boolean last, Executor eventLoop) {
        this.run = run;
        this.friends = friends;
        this.rest = friends;
        this.alone = alone;
        this.last = last;
        this.eventLoop = eventLoop;
        this.friendsToSend = friends.friends().size();
    }

    /** The friends of a batch that leave in one call. */
    final class Part {

        private final FriendImport part;
        private boolean begun;

        private Part(FriendImport part) {
            this.part = part;
        }

        WaitingBatch batch() {
            return WaitingBatch.this;
        }

        FriendImport friends() {
            return part;
        }

        void begin() {
            if (begun) {
                return;
            }
            begun = true;
            calls++;
            friendsToSend -= part.friends().size();
            run.sending(part);
        }

        void beginInOthersCall() {
            begin();
            run.countMerged();
            if (friendsToSend == 0) {
                taken.complete(null);
            }
        }

        void checking() {
            begin();
            run.state.checking(part);
        }

        void end(@Nullable ImportOutcome outcome, @Nullable Throwable bug, MergedCall call) {
            begin();
            calls--;
            jitter = call.jitter();
            if (call.isMerged()) {
                run.state.recordWithOthers(part, outcome == null ? BUG : outcome);
            } else if (outcome == null) {
                answered.completeExceptionally(bug);
            } else {
                run.state.record(part, outcome);
            }
            completeWhenAnswered();
        }
    }

    void execute(Runnable step) {
        eventLoop.execute(step);
    }

    /** The app and the user that the batch is for. */
    String user() {
        return run.app.profile().id() + " " + run.canonicalOwner();
    }

    Priority priority() {
        return run.priority;
    }

    @Nullable
    BulkLine line() {
        return run.line;
    }

    String canonicalId(Friend friend) {
        return run.app.app().canonicalId(friend.userId());
    }

    boolean isLast() {
        return last;
    }

    /** Whether both may share a call. */
    boolean canJoin(WaitingBatch other) {
        return !alone && !other.alone && friends.notifies() == other.friends.notifies();
    }

    /** The friends that no call has taken; guarded. */
    FriendImport rest() {
        return rest;
    }

    /** Takes the first friends for a call; null when the import is a line that was stopped; guarded. */
    @Nullable
    Part take(int count) {
        BulkLine line = run.line;
        if (line != null && !line.begin()) {
            return null;
        }
        List<Friend> all = rest.friends();
        Part part = new Part(count == all.size() ? rest : rest.with(all.subList(0, count)));
        rest = rest.with(all.subList(count, all.size()));
        parts.add(part);
        return part;
    }

    /** The random part of the pause before a retry, as drawn by the last call; from 0 to 1. */
    double jitter() {
        return jitter;
    }

    /** Completes when calls of other imports have taken the whole batch. */
    Uni<Void> taken() {
        return Uni.createFrom().completionStage(taken::copy);
    }

    /** Completes when all calls that took friends of this batch have been answered; fails after a bug. */
    Uni<Void> answered() {
        return Uni.createFrom().completionStage(answered::copy);
    }

    /** Stops waiting, and returns the friends that no call has taken; guarded. */
    FriendImport withdraw() {
        parts.forEach(Part::begin);
        FriendImport left = rest;
        rest = friends.with(List.of());
        friendsToSend = 0;
        completeWhenAnswered();
        return left;
    }

    private void completeWhenAnswered() {
        if (friendsToSend == 0 && calls == 0 && !settled) {
            settled = true;
            answered.complete(null);
            run.unpin();
        }
    }
}
