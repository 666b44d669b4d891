package org.friendsgateway.bulk;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Origin;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.FriendOutcome.Status;
import org.friendsgateway.pipeline.ImportResult;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/**
 * How a line ended.
 *
 * @param answer null for a line that was not started
 * @param app the app's name and provider; null when none is known
 * @param friends how many friends have each status
 * @param calls the vendor calls that were made for it; 0 when it was replayed or refused
 * @param retryAfter when to send the line again; null when that is of no use
 */
record LineResult(Outcome outcome, @Nullable LineAnswer answer, @Nullable App app, Map<Status, Integer> friends, int calls,
        @Nullable Duration retryAfter, boolean replayed) {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    static final LineResult NOT_STARTED = new LineResult(Outcome.NOT_STARTED, null, null, Map.of(), 0, RETRY_AFTER, false);

    /** The name in lower case is what metrics and callers see. */
    enum Outcome {
        COMPLETE,
        PARTIAL,
        FAILED,
        REJECTED,
        NOT_STARTED;

        private final String code = name().toLowerCase(Locale.ROOT);

        String code() {
            return code;
        }
    }

    record App(String name, String provider) {
    }

    static LineResult of(ImportResult result, LineAnswer answer) {
        Map<Status, Integer> friends = new EnumMap<>(Status.class);
        for (FriendOutcome outcome : result.outcomes()) {
            friends.merge(outcome.status(), 1, Integer::sum);
        }
        AppProfile app = result.app();
        return new LineResult(outcome(result), answer, app == null ? null : new App(app.name(), app.provider()), friends,
                result.calls(),
                isRetryable(result) ? result.retryAfter() : null, false);
    }

    private static Outcome outcome(ImportResult result) {
        Failure failure = result.failure();
        if (failure == null) {
            return result.outcome().isComplete() ? Outcome.COMPLETE : Outcome.PARTIAL;
        }
        return failure.kind().origin() == Origin.CALLER ? Outcome.REJECTED : Outcome.FAILED;
    }

    private static boolean isRetryable(ImportResult result) {
        return result.outcome().failures().anyMatch(failure -> failure.kind().retryable());
    }

    /** The result of a line whose stored answer is given again; that is never one to be retried. */
    static LineResult replayed(LineAnswer answer, App app, Map<Status, Integer> friends) {
        Outcome outcome = switch (answer.status()) {
            case 200 -> Outcome.COMPLETE;
            case 207 -> Outcome.PARTIAL;
            default -> Outcome.FAILED;
        };
        return new LineResult(outcome, answer, app, friends, 0, null, true);
    }
}
