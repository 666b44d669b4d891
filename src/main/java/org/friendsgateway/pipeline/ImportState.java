package org.friendsgateway.pipeline;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.FriendOutcome.Status;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.friend.ImportOutcome.Failed;
import org.friendsgateway.friend.ImportOutcome.PerFriend;
import org.jspecify.annotations.Nullable;

/** The state of every friend of an import. It is used on one event loop, so nothing here is synchronized. */
final class ImportState {

    private final FriendImport friends;
    /** What the vendor answered about one friend. */
    private final Map<String, FriendOutcome> verdicts = new HashMap<>();
    /** The failure of a whole call, for each of its friends. */
    private final Map<String, Failure> callFailures = new HashMap<>();
    private final Set<String> inFlight = new HashSet<>();
    /** Friends whose call in flight is only a check. */
    private final Set<String> checked = new HashSet<>();
    /** Friends that an earlier call may have imported. */
    private final Set<String> uncertain = new HashSet<>();
    /** Friends that were refused with those of other imports, whose reason it may be. */
    private final Set<String> refusedWithOthers = new HashSet<>();
    private final Set<String> countedEarlier;
    private @Nullable Failure end;

    /** Resumes where earlier attempts at the same import stopped. */
    ImportState(FriendImport friends, Journal journal) {
        this.friends = friends;
        journal.earlier().forEach(this::restore);
        countedEarlier = journal.interrupted() ? Set.of() : settled();
        if (journal.interrupted()) {
            remaining().friends().forEach(friend -> uncertain.add(friend.userId()));
        }
    }

    private void restore(Journal.Entry entry) {
        FriendOutcome outcome = entry.outcome();
        if (outcome.status() == Status.UNKNOWN) {
            uncertain.add(outcome.userId());
        } else if (entry.verdict() || outcome.failure() == null) {
            verdicts.put(outcome.userId(), outcome);
        } else {
            callFailures.put(outcome.userId(), outcome.failure());
        }
    }

    private Set<String> settled() {
        Set<String> settled = new HashSet<>(verdicts.keySet());
        settled.addAll(callFailures.keySet());
        return settled;
    }

    /** The friends without an outcome. */
    FriendImport remaining() {
        Set<String> settled = settled();
        return settled.isEmpty() ? friends : friends.only(userId -> !settled.contains(userId));
    }

    /** Records that a call for these friends begins. */
    void sending(FriendImport batch) {
        for (Friend friend : batch.friends()) {
            inFlight.add(friend.userId());
            verdicts.remove(friend.userId());
            callFailures.remove(friend.userId());
        }
    }

    /** Records that a call in flight for these friends is only a check, which imports none of them. */
    void checking(FriendImport batch) {
        for (Friend friend : batch.friends()) {
            if (inFlight.remove(friend.userId())) {
                checked.add(friend.userId());
            }
        }
    }

    /** Records the outcome of a call for these friends, or of the attempt to make one. */
    void record(FriendImport batch, ImportOutcome outcome) {
        batch.friends().forEach(friend -> inFlight.remove(friend.userId()));
        if (outcome instanceof PerFriend perFriend) {
            perFriend.friends().forEach(this::recordVerdict);
        } else if (outcome instanceof Failed failed) {
            batch.friends().forEach(friend -> recordFailure(friend.userId(), failed.failure()));
        }
        batch.friends().forEach(friend -> checked.remove(friend.userId()));
    }

    /** The friends of a batch whose calls were only checks. */
    FriendImport notYetSent(FriendImport batch) {
        return batch.only(userId -> known(userId) == null);
    }

    /** Records the outcome of a call that was made for friends of other imports, too. */
    void recordWithOthers(FriendImport part, ImportOutcome outcome) {
        record(part, outcome);
        Failure failure = outcome.failure();
        if (failure != null && failure.kind().mayConcernSomeOnly()) {
            part.friends().forEach(friend -> refusedWithOthers.add(friend.userId()));
        }
    }

    /** The friends that are to be sent again alone, because a friend of another import may be the reason of their refusal. */
    FriendImport takeRefusedWithOthers(FriendImport batch) {
        FriendImport taken = refusedWithOthers.isEmpty() ? batch.with(List.of()) : batch.only(refusedWithOthers::contains);
        refusedWithOthers.clear();
        return taken;
    }

    private void recordVerdict(FriendOutcome verdict) {
        boolean isFinal = verdict.status() != Status.UNKNOWN && !verdict.retryable()
                && !checked.contains(verdict.userId());
        Failure failure = verdict.failure();
        verdicts.put(verdict.userId(), isFinal || failure == null ? verdict
                : FriendOutcome.failed(verdict.userId(), withCertainty(verdict.userId(), failure)));
    }

    private void recordFailure(String userId, Failure failure) {
        verdicts.remove(userId);
        callFailures.put(userId, withCertainty(userId, failure));
    }

    // After a call that may have imported the friend, only a final verdict of a further import is proof.
    private Failure withCertainty(String userId, Failure failure) {
        if (failure.certainty() == Certainty.UNKNOWN) {
            uncertain.add(userId);
        }
        return uncertain.contains(userId) ? failure.with(Certainty.UNKNOWN) : failure;
    }

    /**
     * Ends the import unless it has ended: every friend that was not sent fails with {@code failure}, and no further call
     * begins.
     */
    void end(Failure failure) {
        if (end == null) {
            end = failure.with(Certainty.NOTHING_IMPORTED);
        }
    }

    boolean ended() {
        return end != null;
    }

    /** Ends the import when the batch failed for a reason that every further batch would share. */
    void endIfHopeless(FriendImport batch) {
        batch.friends().stream().map(friend -> callFailures.get(friend.userId())).filter(Objects::nonNull)
                .filter(failure -> failure.kind().endsImport()).findFirst()
                .ifPresent(this::end);
    }

    /** What a repeat of the import must know about these friends: final verdicts and unknown outcomes. */
    List<Journal.Entry> lasting(FriendImport batch) {
        return batch.friends().stream().filter(friend -> known(friend.userId()) != null)
                .map(friend -> new Journal.Entry(outcome(friend), verdicts.containsKey(friend.userId())))
                .filter(entry -> isLasting(entry.outcome()))
                .filter(entry -> !refusedWithOthers.contains(entry.outcome().userId())).toList();
    }

    private static boolean isLasting(FriendOutcome outcome) {
        Failure failure = outcome.failure();
        return failure == null || outcome.status() == Status.UNKNOWN || failure.kind().isFinalVerdict();
    }

    /** The failures in a batch. */
    List<Failure> failures(FriendImport batch) {
        return batch.friends().stream().map(friend -> known(friend.userId())).filter(Objects::nonNull)
                .map(FriendOutcome::failure).filter(Objects::nonNull).toList();
    }

    /** The friends of a batch whose failure matches. */
    FriendImport failed(FriendImport batch, Predicate<Failure> condition) {
        return batch.only(userId -> {
            FriendOutcome known = known(userId);
            Failure failure = known == null ? null : known.failure();
            return failure != null && condition.test(failure);
        });
    }

    /** One failure when all friends share it, else an outcome for each. */
    ImportOutcome outcome() {
        List<FriendOutcome> outcomes = outcomes();
        Failure shared = verdicts.isEmpty() ? shared(outcomes) : null;
        return shared == null ? new PerFriend(outcomes) : new Failed(shared);
    }

    private static @Nullable Failure shared(List<FriendOutcome> outcomes) {
        Failure shared = outcomes.get(0).failure();
        for (FriendOutcome outcome : outcomes) {
            Failure other = outcome.failure();
            if (shared == null || other == null || other.kind() != shared.kind()
                    || other.certainty() != shared.certainty()) {
                return null;
            }
            shared = shared.withRetryAfter(other.retryAfter());
        }
        return shared;
    }

    /** The outcomes so far, in the order of the request. */
    List<FriendOutcome> outcomes() {
        return friends.friends().stream().map(this::outcome).toList();
    }

    /** The outcomes without those that an earlier attempt has counted in the metrics. */
    List<FriendOutcome> uncounted() {
        return outcomes().stream().filter(outcome -> !countedEarlier.contains(outcome.userId())).toList();
    }

    private FriendOutcome outcome(Friend friend) {
        FriendOutcome known = known(friend.userId());
        return known != null ? known : FriendOutcome.failed(friend.userId(), withoutAnswer(friend.userId()));
    }

    private @Nullable FriendOutcome known(String userId) {
        FriendOutcome verdict = verdicts.get(userId);
        Failure failure = verdict == null ? callFailures.get(userId) : null;
        return failure == null ? verdict : FriendOutcome.failed(userId, failure);
    }

    private Failure withoutAnswer(String userId) {
        if (inFlight.contains(userId)) {
            return Failure.of(Kind.DEADLINE_EXCEEDED);
        }
        Failure failure = end == null ? Failure.of(Kind.DEADLINE_EXCEEDED).with(Certainty.NOTHING_IMPORTED) : end;
        return uncertain.contains(userId) ? failure.with(Certainty.UNKNOWN) : failure;
    }
}
