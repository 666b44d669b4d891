package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.FriendOutcome.Status;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.friend.ImportOutcome.Failed;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an import, and where its time went.
 *
 * @param app the app; null when none was found
 * @param outcome one failure for all friends, or an outcome for each
 * @param outcomes one for each friend, in the order of the request; empty when the request was refused before it began
 * @param permitWait time spent waiting for permits
 * @param ownerWait time spent waiting for other imports of the same user
 * @param vendorTime time spent waiting for the vendor
 * @param calls the vendor calls that were made for it, without those of other imports that took its friends along
 * @param backlog from now until the app's next free permit
 */
public record ImportResult(@Nullable AppProfile app, ImportOutcome outcome, List<FriendOutcome> outcomes,
        List<Warning> warnings, Duration permitWait, Duration ownerWait, Duration vendorTime, int calls, Duration backlog) {

    private static final Duration MIN_RETRY_AFTER = Duration.ofSeconds(1);

    /** A request refused before any app was found. */
    public static ImportResult refused(Failure refusal) {
        return refused(null, refusal, Duration.ZERO);
    }

    static ImportResult refused(@Nullable AppProfile app, Failure refusal, Duration backlog) {
        return new ImportResult(app, new Failed(refusal), List.of(), List.of(), Duration.ZERO, Duration.ZERO, Duration.ZERO, 0,
                backlog);
    }

    /** Whether the import began; false when the request was refused. */
    public boolean begun() {
        return !outcomes.isEmpty();
    }

    /** The one reason that holds for every friend; null when there is an outcome for each. */
    public @Nullable Failure failure() {
        return outcome.failure();
    }

    /** The same result with one more warning. */
    public ImportResult withWarning(Warning warning) {
        return new ImportResult(app, outcome, outcomes, Stream.concat(warnings.stream(), Stream.of(warning)).toList(),
                permitWait, ownerWait, vendorTime, calls, backlog);
    }

    /** The same result with {@code unknown} for a failure, because an earlier request may have imported the friends. */
    public ImportResult withUncertainFailure() {
        return outcome instanceof Failed failed
                ? new ImportResult(app, new Failed(failed.failure().with(Certainty.UNKNOWN)), outcomes, warnings, permitWait,
                        ownerWait, vendorTime, calls, backlog)
                : this;
    }

    public long count(Status status) {
        return outcomes.stream().filter(friend -> friend.status() == status).count();
    }

    public List<String> retryable() {
        return outcomes.stream().filter(FriendOutcome::retryable).map(FriendOutcome::userId).toList();
    }

    /** How long to wait before retrying: whole seconds, at least one, not before the app has a free permit. */
    public Duration retryAfter() {
        Duration longest = Stream.of(backlog, MIN_RETRY_AFTER, outcome.retryAfter()).filter(Objects::nonNull)
                .max(Duration::compareTo).orElse(MIN_RETRY_AFTER);
        return Duration.ofSeconds(longest.plusNanos(999_999_999).toSeconds());
    }
}
