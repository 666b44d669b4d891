package org.friendsgateway.pipeline;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.time.Scheduler;
import org.friendsgateway.tracing.AppSpans;
import org.jspecify.annotations.Nullable;

/** Adds up the time of one kind of wait. */
final class Stopwatch {

    private final Scheduler scheduler;
    private final @Nullable AppSpans spans;
    private final String what;
    private long nanos;
    private long runningSince;
    private boolean running;

    /** Without spans. */
    Stopwatch(Scheduler scheduler) {
        this(scheduler, null, "");
    }

    /** With a span named {@code what} for each wait. */
    Stopwatch(Scheduler scheduler, @Nullable AppSpans spans, String what) {
        this.scheduler = scheduler;
        this.spans = spans;
        this.what = what;
    }

    /** Measures from subscription to the item, failure or cancellation; one wait at a time. */
    <T> Uni<T> time(Uni<T> wait) {
        Uni<T> timed = Uni.createFrom().deferred(() -> {
            start();
            return wait.onTermination().invoke(this::stop);
        });
        return spans == null ? timed : spans.waiting(what, timed);
    }

    /** Begins a wait that {@link #time} goes on to measure, unless one is running. */
    void start() {
        if (!running) {
            runningSince = scheduler.nanoTime();
            running = true;
        }
    }

    private void stop() {
        nanos = elapsed();
        running = false;
    }

    boolean running() {
        return running;
    }

    /** The time so far, a wait in progress included. */
    Duration total() {
        return Duration.ofNanos(elapsed());
    }

    private long elapsed() {
        return running ? nanos + scheduler.nanoTime() - runningSince : nanos;
    }
}
