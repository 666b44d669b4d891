package org.friendsgateway.importer;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** How far a run is; safe for several threads. */
final class ImportProgress {

    private final long total;
    private final long before;
    private final long beganNanos = System.nanoTime();
    private final Map<Integer, Totals.Friends> running = new HashMap<>();
    private Totals.Friends finished;

    /**
     * @param total friends in the file
     * @param finished in earlier runs
     */
    ImportProgress(long total, Totals.Friends finished) {
        this.total = total;
        this.before = finished.total();
        this.finished = finished;
    }

    /** @param soFar of the chunk's friends */
    synchronized void update(int chunk, Totals.Friends soFar) {
        running.put(chunk, soFar);
    }

    synchronized void finish(int chunk, Totals.Friends friends) {
        running.remove(chunk);
        finished = finished.plus(friends);
    }

    synchronized Totals.Friends friends() {
        return running.values().stream().reduce(finished, Totals.Friends::plus);
    }

    long total() {
        return total;
    }

    /** Those of earlier runs. */
    long before() {
        return before;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }

    /** Friends a second in this run. */
    double rate() {
        return (friends().total() - before) / Math.max(elapsed().toNanos() / 1e9, 1e-3);
    }

    @Override
    public String toString() {
        Totals.Friends friends = friends();
        double rate = rate();
        String left = rate < 1e-3 ? ""
                : ", " + clock(Duration.ofSeconds(Math.round((total - friends.total()) / rate))) + " left";
        return String.format(Locale.ROOT, "%s  %,d of %,d friends, %,d failed, %,.0f friends/s%s", clock(elapsed()),
                friends.total(),
                total, friends.unsuccessful(), rate, left);
    }

    static String clock(Duration time) {
        return String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }
}
