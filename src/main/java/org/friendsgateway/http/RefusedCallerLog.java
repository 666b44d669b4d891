package org.friendsgateway.http;

import java.time.Duration;
import java.util.Arrays;

import jakarta.inject.Singleton;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.log.StructuredLog;
import org.friendsgateway.time.Scheduler;

/**
 * Logs refused callers, without anything they sent: a credential that is wrong here may be valid elsewhere. At most ten lines
 * a second are written and further refusals only counted, so that an attempt to guess credentials cannot flood the log.
 */
@Singleton
final class RefusedCallerLog {

    private static final StructuredLog LOG = StructuredLog.named("org.friendsgateway.callers");
    private static final int MAX_LINES = 10;
    private static final Duration WINDOW = Duration.ofSeconds(1);

    private final Scheduler scheduler;
    // Times of the latest lines, the oldest at the next index.
    private final long[] written = new long[MAX_LINES];
    private int next;
    private long omitted;

    RefusedCallerLog(Scheduler scheduler) {
        this.scheduler = scheduler;
        Arrays.fill(written, scheduler.nanoTime() - WINDOW.toNanos());
    }

    /** Logs a refusal, or counts it when ten lines were written in the last second. */
    void refused(Failure failure, RequestContext context) {
        if (takeLine()) {
            LOG.warn("caller refused", fields -> fields.put("code", failure.kind().code()).put("reason", failure.message())
                    .put("requestId", context.requestId()).put("address", context.address()));
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
            scheduler.after(WINDOW).subscribe().with(elapsed -> logOmitted());
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
