package org.friendsgateway.pipeline;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.time.Ticker;

/** Adds up the time spent on one kind of waiting. */
final class Stopwatch {

    private final Ticker ticker;
    private long nanos;
    private long runningSince;
    private boolean running;

    Stopwatch(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Counts from subscription to whatever ends it, cancellation included; one wait at a time. */
    <T> Uni<T> time(Uni<T> wait) {
        return Uni.createFrom().deferred(() -> {
            runningSince = ticker.nanos();
            running = true;
            return wait.onTermination().invoke(this::stop);
        });
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
        return running ? nanos + ticker.nanos() - runningSince : nanos;
    }
}
