package org.friendsgateway.pipeline;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.FriendOutcome.Status;
import org.jspecify.annotations.Nullable;

/**
 * What is known of every friend of an import at any moment. All of it happens on the event loop of the caller, so nothing
 * here is synchronized.
 */
final class FriendFates {

    private final FriendImport friends;
    private final Map<String, FriendOutcome> outcomes = new HashMap<>();
    private final Set<String> sent = new HashSet<>();
    private final Set<String> unproven = new HashSet<>();
    private final Set<String> settledEarlier;
    private @Nullable Failure end;

    /** Goes on from where an earlier attempt at the same import stopped. */
    FriendFates(FriendImport friends, Journal journal) {
        this.friends = friends;
        journal.earlier().forEach(this::recall);
        settledEarlier = journal.interrupted() ? Set.of() : Set.copyOf(outcomes.keySet());
        if (journal.interrupted()) {
            remaining().friends().forEach(friend -> unproven.add(friend.userId()));
        }
    }

    private void recall(FriendOutcome outcome) {
        if (outcome.status() == Status.UNKNOWN) {
            unproven.add(outcome.userId());
        } else {
            outcomes.put(outcome.userId(), outcome);
        }
    }

    /** The friends of whom nothing is known. */
    FriendImport remaining() {
        Set<String> open = new HashSet<>();
        friends.friends().stream().map(Friend::userId).filter(userId -> !outcomes.containsKey(userId)).forEach(open::add);
        return friends.only(open);
    }

    /** Takes note that a call for these friends may be carried out from now on. */
    void sending(FriendImport batch) {
        batch.friends().forEach(friend -> sent.add(friend.userId()));
        batch.friends().forEach(friend -> outcomes.remove(friend.userId()));
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

    /** Ends the import when a batch failed for good with a reason that every further batch would meet, too. */
    void settle(FriendImport batch) {
        batch.friends().stream().map(this::outcome)
                .filter(outcome -> !outcome.judged() && outcome.failure() != null)
                .map(FriendOutcome::failure).filter(failure -> failure.kind().holdsForWholeImport())
                .findFirst().ifPresent(failure -> end(failure.unsent()));
    }

    /** Of these friends, what a repeat of the import must know: the vendor's last word, and what was sent without proof. */
    List<FriendOutcome> lasting(List<FriendOutcome> brought) {
        return brought.stream().map(outcome -> outcomes.getOrDefault(outcome.userId(), outcome))
                .filter(outcome -> outcome.status() == Status.UNKNOWN || outcome.failure() == null
                        || outcome.failure().kind().vendorsLastWord())
                .toList();
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

    /** The same without those that an earlier attempt has counted when it ended. */
    List<FriendOutcome> uncounted() {
        return outcomes().stream().filter(outcome -> !settledEarlier.contains(outcome.userId())).toList();
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
        FriendOutcome unsent = FriendOutcome.shared(userId, end == null ? Failure.of(Kind.DEADLINE_EXCEEDED) : end);
        return unproven.contains(userId) ? unsent.unproven() : unsent;
    }
}
