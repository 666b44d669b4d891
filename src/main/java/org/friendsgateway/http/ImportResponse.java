package org.friendsgateway.http;

import java.util.List;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.FriendOutcome.Status;
import org.friendsgateway.pipeline.ImportReport;
import org.friendsgateway.pipeline.Warning;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/** The body of a 200 or 207. */
record ImportResponse(String requestId, String app, String provider, String userId, Summary summary, List<Result> results,
        List<Warning> warnings, @Nullable Retry retry) {

    /** How many friends there are, and how many of each status. */
    record Summary(long total, long imported, long pending, long failed, long unknown) {
    }

    /** What became of one friend, in the order of the request. */
    record Result(String userId, String status, @Nullable Reason error) {

        static Result of(FriendOutcome outcome) {
            return new Result(outcome.userId(), outcome.status().code(),
                    outcome.failure() == null ? null : Reason.of(outcome.failure()));
        }
    }

    /** Why a friend is neither imported nor pending. */
    record Reason(String code, String message, String origin, boolean retryable, @Nullable VendorError vendor) {

        static Reason of(Failure failure) {
            return new Reason(failure.kind().code(), failure.message(), failure.kind().origin().code(),
                    failure.kind().retryable(), failure.vendor());
        }
    }

    /** The friends worth posting again, and when. */
    record Retry(List<String> userIds, long afterMs) {
    }

    static ImportResponse of(ImportReport report, AppProfile app, String userId, String requestId) {
        Summary summary = new Summary(report.outcomes().size(), report.count(Status.IMPORTED), report.count(Status.PENDING),
                report.count(Status.FAILED), report.count(Status.UNKNOWN));
        List<String> retryable = report.retryable();
        return new ImportResponse(requestId, app.name(), app.provider(), userId, summary,
                report.outcomes().stream().map(Result::of).toList(), report.warnings(),
                retryable.isEmpty() ? null : new Retry(retryable, report.retryAfter().toMillis()));
    }
}
