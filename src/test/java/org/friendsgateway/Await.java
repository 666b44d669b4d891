package org.friendsgateway;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Awaitility with the limits of these tests: conditions that come true soon, on machines that may be busy. */
public final class Await {

    private static final Duration MAX_WAIT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(2);

    private Await() {
    }

    /** Polls every 2 ms on the caller's thread, for a minute at most unless {@code atMost} says otherwise. */
    public static ConditionFactory await(String condition) {
        return Awaitility.await(condition).pollInSameThread().pollDelay(Duration.ZERO).pollInterval(POLL_INTERVAL)
                .atMost(MAX_WAIT);
    }
}
