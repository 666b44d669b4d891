package org.friendsgateway.http;

import jakarta.inject.Singleton;

import org.friendsgateway.bulk.BulkTally;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.friend.FriendOutcome.Status;
import org.friendsgateway.log.StructuredLog;
import org.friendsgateway.log.StructuredLog.Fields;
import org.friendsgateway.pipeline.ImportResult;
import org.friendsgateway.tracing.RequestSpan;
import org.friendsgateway.vendor.AppProfile;

/**
 * Logs one line for each import, or for its refused caller, and sets the same attributes on the request's span; never user ids
 * or secrets.
 */
@Singleton
final class ImportLog {

    private static final StructuredLog LOG = StructuredLog.named("org.friendsgateway.imports");
    private static final String NONE = "none";

    private final RefusedCallerLog refusedCallers;

    ImportLog(RefusedCallerLog refusedCallers) {
        this.refusedCallers = refusedCallers;
    }

    /** Logs an import that has ended with this HTTP status. */
    void ended(ImportResult result, int status, RequestContext context) {
        AppProfile profile = result.app();
        String app = profile == null ? NONE : profile.name();
        String provider = profile == null ? NONE : profile.provider();
        Failure failure = result.failure();
        RequestSpan span = RequestSpan.current();
        if (span != null) {
            span.record(app, provider, failure == null ? null : failure.kind().code());
        }
        if (failure != null && failure.kind() == Failure.Kind.FORBIDDEN) {
            refusedCallers.refused(failure, context);
            return;
        }
        LOG.info("import", fields -> {
            fields.put("app", app).put("provider", provider)
                    .put("status", status).put("code", failure == null ? NONE : failure.kind().code());
            putCounts(result, fields);
            putDurations(result, context, fields);
            fields.put("caller", context.callerName()).put("requestId", context.requestId());
        });
    }

    /**
     * Logs a stream that has ended.
     *
     * @param reason as in its last line, or why it has none
     */
    void streamEnded(BulkTally tally, String reason, RequestContext context) {
        String app = tally.app() == null ? NONE : tally.app();
        String provider = tally.provider() == null ? NONE : tally.provider();
        RequestSpan span = RequestSpan.current();
        if (span != null) {
            span.record(app, provider, null);
        }
        LOG.info("import stream", fields -> {
            fields.put("app", app).put("provider", provider).put("reason", reason)
                    .put("lines", tally.read()).put("complete", tally.complete()).put("partial", tally.partial())
                    .put("failedLines", tally.failed()).put("rejected", tally.rejected())
                    .put("replayed", tally.replayed()).put("notStarted", tally.read() - tally.done() + tally.notStarted());
            for (Status status : Status.values()) {
                fields.put(status.code(), tally.friends(status));
            }
            fields.put("totalMs", context.elapsed().toMillis()).put("caller", context.callerName())
                    .put("requestId", context.requestId());
        });
    }

    private static void putCounts(ImportResult result, Fields fields) {
        fields.put("total", result.outcomes().size()).put("imported", result.count(Status.IMPORTED))
                .put("pending", result.count(Status.PENDING)).put("failed", result.count(Status.FAILED))
                .put("unknown", result.count(Status.UNKNOWN));
    }

    private static void putDurations(ImportResult result, RequestContext context, Fields fields) {
        fields.put("totalMs", context.elapsed().toMillis()).put("permitWaitMs", result.permitWait().toMillis())
                .put("ownerWaitMs", result.ownerWait().toMillis()).put("vendorMs", result.vendorTime().toMillis());
    }
}
