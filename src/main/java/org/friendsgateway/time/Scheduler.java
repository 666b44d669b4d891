package org.friendsgateway.time;

import java.time.Duration;
import java.util.concurrent.Executor;

import io.smallrye.mutiny.Uni;

/** Time as a pipeline needs it; a test drives it by numbers. */
public interface Scheduler {

    /** Monotonic nanoseconds from an arbitrary origin. */
    long nanoTime();

    /**
     * Completes after {@code wait}, on the caller's event loop, to the nearest millisecond; at once when that is none.
     * Cancelling it frees the timer.
     */
    Uni<Void> after(Duration wait);

    /** Runs tasks on the event loop of whoever asks; used to come back to it when another one hands something over. */
    Executor currentExecutor();
}
