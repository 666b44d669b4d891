package org.friendsgateway.pipeline;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.coordination.Turns.Turn;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.FriendOutcome.Status;
import org.friendsgateway.time.Deadline;
import org.friendsgateway.time.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * One import under way: what is known of every friend at any moment. All of it happens on the event loop of the caller,
 * so nothing here is synchronized.
 */
final class ImportRun {

    private final GuardedApp app;
    private final FriendImport friends;
    private final Deadline deadline;
    private final Stopwatch ownerWait;
    private final Stopwatch permitWait;
    private final Stopwatch vendorTime;
    private final Map<String, FriendOutcome> outcomes = new HashMap<>();
    private final Set<String> sent = new HashSet<>();
    private final Set<String> unproven = new HashSet<>();
    private Uni<?> callInFlight = Uni.createFrom().voidItem();
    private boolean permitted;
    private @Nullable Turn turn;
    private @Nullable Failure end;

    ImportRun(GuardedApp app, FriendImport friends, Deadline deadline, Ticker ticker) {
        this.app = app;
        this.friends = friends;
        this.deadline = deadline;
        this.ownerWait = new Stopwatch(ticker);
        this.permitWait = new Stopwatch(ticker);
        this.vendorTime = new Stopwatch(ticker);
    }

    GuardedApp app() {
        return app;
    }

    FriendImport friends() {
        return friends;
    }

    Deadline deadline() {
        return deadline;
    }

    Stopwatch ownerWait() {
        return ownerWait;
    }

    Stopwatch permitWait() {
        return permitWait;
    }

    Stopwatch vendorTime() {
        return vendorTime;
    }

    void turn(Turn taken) {
        turn = taken;
    }

    /** Whether nobody else may write for the user. */
    boolean inTurn() {
        return turn != null && turn.held();
    }

    void releaseTurn() {
        if (turn != null) {
            turn.release();
            turn = null;
        }
    }

    /** Completes when the vendor call under way, if any, has come to its end, whoever still waits for it. */
    Uni<?> callInFlight() {
        return callInFlight;
    }

    /** Takes note that a call for these friends is under way, which may be carried out from now on. */
    <T> Uni<T> sending(FriendImport batch, Uni<T> call) {
        permitted = true;
        batch.friends().forEach(friend -> sent.add(friend.userId()));
        batch.friends().forEach(friend -> outcomes.remove(friend.userId()));
        callInFlight = call;
        return call;
    }

    /** Takes note of what a call brought for some of the friends. */
    void record(List<FriendOutcome> brought) {
        brought.forEach(outcome -> outcomes.put(outcome.userId(), provenOrNot(outcome)));
    }

    // An earlier call without proof may have imported the friend, and only a final verdict tells.
    private FriendOutcome provenOrNot(FriendOutcome outcome) {
        String userId = outcome.userId();
        sent.remove(userId);
        if (outcome.status() == Status.UNKNOWN) {
            unproven.add(userId);
        }
        boolean verdict = outcome.judged() && outcome.status() != Status.UNKNOWN && !outcome.retryable();
        return verdict || !unproven.contains(userId) ? outcome : outcome.unproven();
    }

    /**
     * Ends the import unless it has ended already: the failure holds for each friend of whom nothing is known yet, and none
     * is sent any more.
     */
    void end(Failure failure) {
        if (end == null) {
            end = failure;
        }
    }

    boolean ended() {
        return end != null;
    }

    /** Why no permit came in time: the quota when it would not have come for the whole import, else the deadline. */
    Failure noPermit() {
        return Failure.of(permitted ? Kind.DEADLINE_EXCEEDED : Kind.RATE_LIMITED);
    }

    /** Ends the import when a batch failed for good with a reason that every further batch would meet, too. */
    void settle(FriendImport batch) {
        batch.friends().stream().map(this::outcome)
                .filter(outcome -> !outcome.judged() && outcome.failure() != null)
                .map(FriendOutcome::failure).filter(failure -> failure.kind().holdsForWholeImport())
                .findFirst().ifPresent(failure -> end(failure.unsent()));
    }

    /** The failures of a batch's friends, as far as they are known. */
    List<Failure> failures(FriendImport batch) {
        return batch.friends().stream().map(friend -> outcomes.get(friend.userId())).filter(Objects::nonNull)
                .map(FriendOutcome::failure).filter(Objects::nonNull).toList();
    }

    /** The friends of a batch whose outcome fulfils a condition. */
    FriendImport those(FriendImport batch, Predicate<FriendOutcome> condition) {
        Set<String> chosen = new HashSet<>();
        batch.friends().stream().map(this::outcome).filter(condition).map(FriendOutcome::userId).forEach(chosen::add);
        return batch.only(chosen);
    }

    /** What is known now, in the order of the request. */
    List<FriendOutcome> outcomes() {
        return friends.friends().stream().map(this::outcome).toList();
    }

    private FriendOutcome outcome(Friend friend) {
        String userId = friend.userId();
        FriendOutcome known = outcomes.get(userId);
        if (known != null) {
            return known;
        }
        if (sent.contains(userId)) {
            return FriendOutcome.shared(userId, Failure.of(Kind.DEADLINE_EXCEEDED).unproven());
        }
        return FriendOutcome.shared(userId, end == null ? Failure.of(Kind.DEADLINE_EXCEEDED) : end);
    }
}
