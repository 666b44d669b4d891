package org.friendsgateway.pipeline;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.time.Scheduler;
import org.friendsgateway.tracing.AppSpans;
import org.jspecify.annotations.Nullable;

/** Adds up the time spent on one kind of waiting. */
final class Stopwatch {

    private final Scheduler scheduler;
    private final @Nullable AppSpans spans;
    private final String what;
    private long nanos;
    private long runningSince;
    private boolean running;

    /** For what is traced by somebody else, or not at all. */
    Stopwatch(Scheduler scheduler) {
        this(scheduler, null, "");
    }

    /** Makes a span of each wait, too; {@code what} is its name. */
    Stopwatch(Scheduler scheduler, @Nullable AppSpans spans, String what) {
        this.scheduler = scheduler;
        this.spans = spans;
        this.what = what;
    }

    /** Counts from subscription to whatever ends it, cancellation included; one wait at a time. */
    <T> Uni<T> time(Uni<T> wait) {
        Uni<T> timed = Uni.createFrom().deferred(() -> {
            runningSince = scheduler.nanoTime();
            running = true;
            return wait.onTermination().invoke(this::stop);
        });
        return spans == null ? timed : spans.waiting(what, timed);
    }

    private void stop() {
        nanos = elapsed();
        running = false;
    }

    boolean running() {
        return running;
    }

    /** All that was waited so far, a wait that still goes on included. */
    Duration total() {
        return Duration.ofNanos(elapsed());
    }

    private long elapsed() {
        return running ? nanos + scheduler.nanoTime() - runningSince : nanos;
    }
}
