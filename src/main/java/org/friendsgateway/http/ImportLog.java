package org.friendsgateway.http;

import jakarta.inject.Singleton;

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
        RequestSpan span = RequestSpan.current();
        Failure failure = result.failure();
        if (span != null) {
            span.record(app(result), provider(result), failure == null ? null : failure.kind().code());
        }
        if (failure != null && failure.kind() == Failure.Kind.FORBIDDEN) {
            refusedCallers.refused(failure, context);
            return;
        }
        LOG.info("import", fields -> {
            putOutcome(result, status, fields);
            putDurations(result, context, fields);
            fields.put("caller", context.callerName()).put("requestId", context.requestId());
        });
    }

    private static void putOutcome(ImportResult result, int status, Fields fields) {
        Failure failure = result.failure();
        fields.put("app", app(result)).put("provider", provider(result))
                .put("status", status).put("code", failure == null ? NONE : failure.kind().code())
                .put("total", result.outcomes().size()).put("imported", result.count(Status.IMPORTED))
                .put("pending", result.count(Status.PENDING)).put("failed", result.count(Status.FAILED))
                .put("unknown", result.count(Status.UNKNOWN));
    }

    private static String app(ImportResult result) {
        AppProfile app = result.app();
        return app == null ? NONE : app.name();
    }

    private static String provider(ImportResult result) {
        AppProfile app = result.app();
        return app == null ? NONE : app.provider();
    }

    private static void putDurations(ImportResult result, RequestContext context, Fields fields) {
        fields.put("totalMs", context.elapsed().toMillis()).put("permitWaitMs", result.permitWait().toMillis())
                .put("ownerWaitMs", result.ownerWait().toMillis()).put("vendorMs", result.vendorTime().toMillis());
    }
}
