package org.friendsgateway.graph;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** The progress of an import of many lists, printed as one line. */
final class Progress {

    private final String app;
    private final int entries;
    private final LongSupplier calls;
    private final AtomicInteger imported = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final long began = System.nanoTime();
    private Snapshot last = new Snapshot(began, 0, 0);

    private record Snapshot(long nanos, long calls, int imported) {
    }

    Progress(String app, int entries, LongSupplier calls) {
        this.app = app;
        this.entries = entries;
        this.calls = calls;
    }

    void imported(int friends) {
        imported.addAndGet(friends);
    }

    void failed(int friends) {
        failed.addAndGet(friends);
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** The rates are those since the previous line; the remaining time assumes the average rate. */
    void print() {
        Snapshot now = new Snapshot(System.nanoTime(), calls.getAsLong(), imported.get());
        double seconds = (now.nanos() - last.nanos()) / 1e9;
        double left = elapsed().toMillis() / 1e3 * (entries - now.imported()) / Math.max(1, now.imported());
        System.out.printf("%-8s %4d s  %,8d of %,d friends  %d failed  %6.1f calls/s  %,7.0f friends/s  %4.0f s left%n", app,
                elapsed().toSeconds(), now.imported(), entries, failed.get(), (now.calls() - last.calls()) / seconds,
                (now.imported() - last.imported()) / seconds, left);
        last = now;
    }
}
