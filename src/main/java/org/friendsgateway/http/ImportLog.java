package org.friendsgateway.http;

import jakarta.inject.Singleton;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.friend.FriendOutcome.Status;
import org.friendsgateway.pipeline.ImportReport;
import org.jboss.logging.Logger;

/** One line for each import; never an id of a user, nor anything secret. */
@Singleton
final class ImportLog {

    private static final Logger LOG = Logger.getLogger("org.friendsgateway.imports");

    void ended(ImportReport report, int status, Exchange exchange) {
        if (LOG.isInfoEnabled()) {
            Failure failure = report.failure();
            LOG.infof("import status=%d code=%s app=%s friends=%d imported=%d pending=%d failed=%d unknown=%d ms=%d"
                    + " quotaMs=%d ownerMs=%d vendorMs=%d requestId=%s", status,
                    failure == null ? "none" : failure.kind().code(), report.app() == null ? "none" : report.app().name(),
                    report.outcomes().size(), report.count(Status.IMPORTED), report.count(Status.PENDING),
                    report.count(Status.FAILED), report.count(Status.UNKNOWN), exchange.elapsed().toMillis(),
                    report.permitWait().toMillis(), report.ownerWait().toMillis(), report.vendorTime().toMillis(),
                    exchange.requestId());
        }
    }
}
