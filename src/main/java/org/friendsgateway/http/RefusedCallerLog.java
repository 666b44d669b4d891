package org.friendsgateway.http;

import java.time.Duration;
import java.util.Arrays;

import jakarta.inject.Singleton;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.log.StructuredLog;
import org.friendsgateway.time.Scheduler;

/**
 * One line for each caller that is refused, with nothing of what it sent: a credential that is wrong here may be right
 * elsewhere. An attempt to guess credentials must not fill the log, so the rest of a second is only counted.
 */
@Singleton
final class RefusedCallerLog {

    private static final StructuredLog LOG = StructuredLog.named("org.friendsgateway.callers");
    private static final int MAX_LINES = 10;
    private static final Duration WINDOW = Duration.ofSeconds(1);

    private final Scheduler scheduler;
    // When the latest lines were written, the oldest at the next index.
    private final long[] written = new long[MAX_LINES];
    private int next;
    private long omitted;

    RefusedCallerLog(Scheduler scheduler) {
        this.scheduler = scheduler;
        Arrays.fill(written, scheduler.nanoTime() - WINDOW.toNanos());
    }

    /** Logs a refusal, or counts it when ten lines were written in the last second. */
    void refused(Failure failure, Exchange exchange) {
        if (takeLine()) {
            LOG.warn("caller refused", fields -> fields.put("code", failure.kind().code()).put("reason", failure.message())
                    .put("requestId", exchange.requestId()).put("address", exchange.address()));
        }
    }

    private synchronized boolean takeLine() {
        long now = scheduler.nanoTime();
        if (now - written[next] >= WINDOW.toNanos()) {
            written[next] = now;
            next = (next + 1) % MAX_LINES;
            return true;
        }
        if (omitted++ == 0) {
            scheduler.after(WINDOW).subscribe().with(over -> logOmitted());
        }
        return false;
    }

    private void logOmitted() {
        long count = takeOmitted();
        LOG.warn("more callers refused", fields -> fields.put("count", count));
    }

    private synchronized long takeOmitted() {
        long count = omitted;
        omitted = 0;
        return count;
    }
}
