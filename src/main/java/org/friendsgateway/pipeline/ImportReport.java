package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.FriendOutcome.Status;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/**
 * What became of an import.
 *
 * @param app the app; null when none was found
 * @param outcomes one for each friend in the order of the request; empty when the request was refused
 * @param refusal why the request was refused before anything was begun; null when it was not
 * @param warnings what the caller should know besides
 * @param permitWait time spent waiting for permits
 * @param ownerWait time spent waiting for other imports of the same user
 * @param vendorTime time spent waiting for the vendor
 * @param backlog from now until the app's next free slot
 */
public record ImportReport(@Nullable AppProfile app, List<FriendOutcome> outcomes, @Nullable Failure refusal,
        List<Warning> warnings, Duration permitWait, Duration ownerWait, Duration vendorTime, Duration backlog) {

    private static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);

    /** A request refused before any app was found. */
    public static ImportReport refused(Failure refusal) {
        return refused(null, refusal, Duration.ZERO);
    }

    static ImportReport refused(@Nullable AppProfile app, Failure refusal, Duration backlog) {
        return new ImportReport(app, List.of(), refusal, List.of(), Duration.ZERO, Duration.ZERO, Duration.ZERO, backlog);
    }

    /**
     * The one reason that holds for all friends; null when there is none, or when the vendor judged friend by friend.
     */
    public @Nullable Failure failure() {
        if (refusal != null || outcomes.isEmpty()) {
            return refusal;
        }
        FriendOutcome first = outcomes.get(0);
        return outcomes.stream().allMatch(outcome -> sharedBy(first, outcome)) ? first.failure() : null;
    }

    private static boolean sharedBy(FriendOutcome first, FriendOutcome other) {
        return !other.judged() && first.failure() != null && other.failure() != null
                && first.failure().kind() == other.failure().kind() && first.status() == other.status();
    }

    /** Whether every friend is imported or waits for consent. */
    public boolean complete() {
        return refusal == null && outcomes.stream().allMatch(outcome -> outcome.failure() == null);
    }

    /** The same report with one more warning. */
    public ImportReport warned(Warning warning) {
        return new ImportReport(app, outcomes, refusal, Stream.concat(warnings.stream(), Stream.of(warning)).toList(),
                permitWait, ownerWait, vendorTime, backlog);
    }

    /**
     * Whether a repeat of the request could bring nothing else: the vendor's last word on every friend, or its refusal of
     * all of them.
     */
    public boolean lasting() {
        Failure failure = failure();
        return failure == null ? outcomes.stream().noneMatch(FriendOutcome::retryable)
                : failure.kind().vendorsLastWord();
    }

    public long count(Status status) {
        return outcomes.stream().filter(outcome -> outcome.status() == status).count();
    }

    public List<String> retryable() {
        return outcomes.stream().filter(FriendOutcome::retryable).map(FriendOutcome::userId).toList();
    }

    /** When to ask again for what failed retryably: whole seconds, at least one, not before the app has a free slot. */
    public Duration retryAfter() {
        Stream<@Nullable Failure> failures = Stream.concat(Stream.of(refusal).filter(Objects::nonNull),
                outcomes.stream().map(FriendOutcome::failure));
        Duration longest = failures.filter(Objects::nonNull).map(Failure::retryAfter).filter(Objects::nonNull)
                .reduce(backlog, ImportReport::longer);
        return Duration.ofSeconds(longer(longest, SHORTEST_RETRY).plusNanos(999_999_999).toSeconds());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
