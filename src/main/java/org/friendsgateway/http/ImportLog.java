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
 * One line for each import, or for its caller that was refused, and the same on its span; never an id of a user, nor anything
 * secret.
 */
@Singleton
final class ImportLog {

    private static final StructuredLog LOG = StructuredLog.named("org.friendsgateway.imports");
    private static final String NONE = "none";

    private final RefusedCallerLog refusedCallers;

    ImportLog(RefusedCallerLog refusedCallers) {
        this.refusedCallers = refusedCallers;
    }

    void ended(ImportResult report, int status, Exchange exchange) {
        RequestSpan span = RequestSpan.current();
        Failure failure = report.failure();
        if (span != null) {
            span.record(app(report), provider(report), failure == null ? null : failure.kind().code());
        }
        if (failure != null && failure.kind() == Failure.Kind.FORBIDDEN) {
            refusedCallers.refused(failure, exchange);
            return;
        }
        LOG.info("import", fields -> {
            tellWhat(report, status, fields);
            tellHowLong(report, exchange, fields);
            fields.put("caller", exchange.callerName()).put("requestId", exchange.requestId());
        });
    }

    private static void tellWhat(ImportResult report, int status, Fields fields) {
        Failure failure = report.failure();
        fields.put("app", app(report)).put("provider", provider(report))
                .put("status", status).put("code", failure == null ? NONE : failure.kind().code())
                .put("total", report.outcomes().size()).put("imported", report.count(Status.IMPORTED))
                .put("pending", report.count(Status.PENDING)).put("failed", report.count(Status.FAILED))
                .put("unknown", report.count(Status.UNKNOWN));
    }

    private static String app(ImportResult report) {
        AppProfile app = report.app();
        return app == null ? NONE : app.name();
    }

    private static String provider(ImportResult report) {
        AppProfile app = report.app();
        return app == null ? NONE : app.provider();
    }

    private static void tellHowLong(ImportResult report, Exchange exchange, Fields fields) {
        fields.put("totalMs", exchange.elapsed().toMillis()).put("permitWaitMs", report.permitWait().toMillis())
                .put("ownerWaitMs", report.ownerWait().toMillis()).put("vendorMs", report.vendorTime().toMillis());
    }
}
