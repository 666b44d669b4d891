package org.friendsgateway.time;

import java.time.Duration;

/** The moment at which a caller stops waiting. */
public final class Deadline {

    private final Scheduler scheduler;
    private final long nanos;

    private Deadline(Scheduler scheduler, long nanos) {
        this.scheduler = scheduler;
        this.nanos = nanos;
    }

    public static Deadline in(Duration wait, Scheduler scheduler) {
        return new Deadline(scheduler, scheduler.nanoTime() + wait.toNanos());
    }

    /** The time left, never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, nanos - scheduler.nanoTime()));
    }

    public boolean allows(Duration wait) {
        return wait.compareTo(remaining()) < 0;
    }
}
