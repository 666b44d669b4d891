package org.friendsgateway.importer;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Closes a stream on which nothing comes any more; a host that vanishes does not close its connections. */
final class SilenceWatch implements AutoCloseable {

    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "silence-watch");
        thread.setDaemon(true);
        return thread;
    });

    private final ScheduledFuture<?> check;
    private volatile long lastHeard = System.nanoTime();

    SilenceWatch(InputStream stream, Duration maxSilence) {
        long nanos = maxSilence.toNanos();
        this.check = TIMER.scheduleWithFixedDelay(() -> closeIfSilent(stream, nanos), nanos / 4, nanos / 4,
                TimeUnit.NANOSECONDS);
    }

    void heard() {
        lastHeard = System.nanoTime();
    }

    private void closeIfSilent(InputStream stream, long maxNanos) {
        if (System.nanoTime() - lastHeard > maxNanos) {
            try {
                stream.close();
            } catch (IOException alreadyBroken) {
                // The reader notices it.
            }
        }
    }

    @Override
    public void close() {
        check.cancel(false);
    }
}
