package org.friendsgateway.pipeline;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.time.Ticker;

/** Adds up the time spent on one kind of waiting. */
final class Stopwatch {

    private final Ticker ticker;
    private long nanos;

    Stopwatch(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Counts from subscription to whatever ends it, cancellation included. */
    <T> Uni<T> time(Uni<T> wait) {
        return Uni.createFrom().deferred(() -> {
            long from = ticker.nanos();
            return wait.onTermination().invoke(() -> nanos += ticker.nanos() - from);
        });
    }

    Duration total() {
        return Duration.ofNanos(nanos);
    }
}
