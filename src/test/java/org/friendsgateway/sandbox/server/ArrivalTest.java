package org.friendsgateway.sandbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the quota judges calls that were read after a stall. */
class ArrivalTest {

    private static final int LIMIT = 100;
    private static final int MILLI = 1_000_000;
    /** In milliseconds: uses the quota exactly. */
    private static final int SPACING = 10;

    private final SlidingWindow quota = new SlidingWindow(LIMIT);
    private int refusals;

    /** Makes calls at even intervals; those that arrive within the stall are read at its end. */
    private void call(int count, double spacingMillis, int stallBeginMillis, int stallEndMillis) {
        for (int i = 0; i < count; i++) {
            long time = (long) (i * spacingMillis * MILLI);
            boolean stalled = time > (long) stallBeginMillis * MILLI && time <= (long) stallEndMillis * MILLI;
            Arrival arrival = stalled ? new Arrival((long) stallBeginMillis * MILLI, (long) stallEndMillis * MILLI)
                    : Arrival.at(time);
            refusals += quota.accept(arrival) ? 0 : 1;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 15, 50, 200, 900, 2500 })
    void acceptsACallerThatKeepsTheQuotaAcrossAStall(int stall) {
        call(10 * LIMIT, SPACING, 3000, 3000 + stall);

        assertThat(refusals).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 15, 50, 200 })
    void refusesACallerThatIsOnePercentTooFastDespiteAStall(int stall) {
        call(10 * LIMIT, SPACING * 0.99, 3000, 3000 + stall);

        assertThat(refusals).isPositive();
    }

    @Test
    void refusesCallsBeyondTheLimitWithinAStall() {
        for (int i = 0; i < LIMIT + 3; i++) {
            refusals += quota.accept(new Arrival(0, 200L * MILLI)) ? 0 : 1;
        }

        assertThat(refusals).isEqualTo(3);
    }
}
