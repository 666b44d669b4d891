package org.friendsgateway.sandbox.server;

import java.time.Duration;

/**
 * When a call arrived, by {@link System#nanoTime}. The two times differ for a call that was read after the event loop had
 * stalled: it may have arrived at any time in between.
 */
public record Arrival(long earliest, long latest) {

    static Arrival at(long nanos) {
        return new Arrival(nanos, nanos);
    }

    Arrival plus(Duration way) {
        return new Arrival(earliest + way.toNanos(), latest + way.toNanos());
    }
}
