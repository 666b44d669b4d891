package org.friendsgateway.time;

import java.time.Duration;

/** The moment until which a caller waits. */
public final class Deadline {

    private final Ticker ticker;
    private final long nanos;

    private Deadline(Ticker ticker, long nanos) {
        this.ticker = ticker;
        this.nanos = nanos;
    }

    public static Deadline in(Duration wait, Ticker ticker) {
        return new Deadline(ticker, ticker.nanos() + wait.toNanos());
    }

    /** The time left, never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, nanos - ticker.nanos()));
    }

    public boolean allows(Duration wait) {
        return wait.compareTo(remaining()) < 0;
    }
}
