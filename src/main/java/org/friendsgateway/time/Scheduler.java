package org.friendsgateway.time;

import java.time.Duration;
import java.util.concurrent.Executor;

import io.smallrye.mutiny.Uni;

/** Time and timers; tests use a virtual one. */
public interface Scheduler {

    /** Monotonic nanoseconds from an arbitrary origin. */
    long nanoTime();

    /**
     * Completes after {@code wait}, rounded to milliseconds, on the event loop of the subscriber; at once when that is zero.
     * Cancelling it cancels the timer.
     */
    Uni<Void> after(Duration wait);

    /** Runs tasks on the event loop of the calling thread, to return to it from another one. */
    Executor currentExecutor();
}
