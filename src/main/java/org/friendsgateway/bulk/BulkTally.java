package org.friendsgateway.bulk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.friendsgateway.bulk.LineResult.App;
import org.friendsgateway.bulk.LineResult.Outcome;
import org.friendsgateway.friend.FriendOutcome.Status;
import org.friendsgateway.time.Scheduler;
import org.jspecify.annotations.Nullable;

/** Counts the lines and friends of one stream. Used on one event loop, so nothing here is synchronized. */
public final class BulkTally {

    private static final int MAX_RETRY_LINES = 10_000;
    private static final Duration MIN_RETRY_AFTER = Duration.ofSeconds(1);
    /** How much of a measured rate the latest second makes up. */
    private static final double LATEST = 0.2;

    private final Scheduler scheduler;
    private final Map<Outcome, Long> lines = new EnumMap<>(Outcome.class);
    private final Map<Status, Long> friends = new EnumMap<>(Status.class);
    private final List<Long> retryLines = new ArrayList<>();
    private long read;
    private long done;
    private long replayed;
    private long retryAt;
    private @Nullable App app;
    private boolean severalApps;
    private long calls;
    private long callsMeasured;
    private long doneMeasured;
    private long measuredAt;
    private double callsPerSecond = Double.NaN;
    private double linesPerSecond = Double.NaN;

    BulkTally(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.measuredAt = scheduler.nanoTime();
        this.retryAt = measuredAt;
    }

    void countRead() {
        read++;
    }

    void count(long line, LineResult result) {
        done++;
        lines.merge(result.outcome(), 1L, Long::sum);
        result.friends().forEach((status, count) -> friends.merge(status, (long) count, Long::sum));
        calls += result.calls();
        replayed += result.replayed() ? 1 : 0;
        noteApp(result.app());
        if (result.retryAfter() != null) {
            noteRetry(line, result.retryAfter());
        }
    }

    private void noteApp(@Nullable App other) {
        if (other != null) {
            severalApps |= app != null && !app.equals(other);
            app = other;
        }
    }

    private void noteRetry(long line, Duration retryAfter) {
        retryAt = Math.max(retryAt, scheduler.nanoTime() + retryAfter.toNanos());
        if (retryLines.size() < MAX_RETRY_LINES) {
            retryLines.add(line);
        }
    }

    /** Measures the rates since the last call; to be called about once a second. */
    void measure() {
        long now = scheduler.nanoTime();
        double seconds = (now - measuredAt) / 1e9;
        if (seconds > 0) {
            callsPerSecond = smooth(callsPerSecond, (calls - callsMeasured) / seconds);
            linesPerSecond = smooth(linesPerSecond, (done - doneMeasured) / seconds);
            callsMeasured = calls;
            doneMeasured = done;
            measuredAt = now;
        }
    }

    private static double smooth(double before, double latest) {
        return Double.isNaN(before) ? latest : before + LATEST * (latest - before);
    }

    /** Imports read so far; blank lines are none. */
    public long read() {
        return read;
    }

    /** Imports that have ended, those not started included. */
    public long done() {
        return done;
    }

    public long complete() {
        return lines(Outcome.COMPLETE);
    }

    public long partial() {
        return lines(Outcome.PARTIAL);
    }

    public long failed() {
        return lines(Outcome.FAILED);
    }

    public long rejected() {
        return lines(Outcome.REJECTED);
    }

    public long notStarted() {
        return lines(Outcome.NOT_STARTED);
    }

    private long lines(Outcome outcome) {
        return lines.getOrDefault(outcome, 0L);
    }

    /** Imports answered from the store; they are among the others. */
    public long replayed() {
        return replayed;
    }

    public long friends(Status status) {
        return friends.getOrDefault(status, 0L);
    }

    /** The lines to be sent again, in order; at most 10,000. */
    public List<Long> retryLines() {
        Collections.sort(retryLines);
        return List.copyOf(retryLines);
    }

    /** When to send them again; at least a second. */
    public Duration retryAfter() {
        Duration left = Duration.ofNanos(retryAt - scheduler.nanoTime());
        return left.compareTo(MIN_RETRY_AFTER) < 0 ? MIN_RETRY_AFTER : left;
    }

    /** The name of the only app; null when there are several or none. */
    public @Nullable String app() {
        return app == null || severalApps ? null : app.name();
    }

    /** The provider of the only app; null when there are several or none. */
    public @Nullable String provider() {
        return app == null || severalApps ? null : app.provider();
    }

    /** Vendor calls a second, averaged over the last seconds. */
    public double callsPerSecond() {
        return Double.isNaN(callsPerSecond) ? 0 : callsPerSecond;
    }

    /** When the lines read so far will have ended, at the present rate; null while nothing ends. */
    public @Nullable Duration remaining() {
        return linesPerSecond > 0 ? Duration.ofMillis((long) ((read - done) * 1000 / linesPerSecond)) : null;
    }
}
