package org.friendsgateway.pipeline;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** How a line's pace follows its slots, which would be ten milliseconds apart if the line had them all. */
class LinePaceTest {

    private static final long MILLI = 1_000_000;

    private final LinePace pace = new LinePace(ofMillis(10));
    private long due;

    private void slots(int many, long millisApart, boolean crowded) {
        for (int i = 0; i < many; i++) {
            due += millisApart * MILLI;
            pace.note(due, crowded);
        }
    }

    @Test
    void becomesThatOfTheLinesSlots() {
        slots(50, 30, true);

        assertThat(pace.nanosPerSlot()).isCloseTo(30 * MILLI, within(MILLI));
    }

    @Test
    void isNeverFasterThanTheQuota() {
        slots(50, 1, true);

        assertThat(pace.nanosPerSlot()).isEqualTo(10 * MILLI);
    }

    @Test
    void doesNotFollowASinglePause() {
        slots(50, 10, true);
        slots(1, 60_000, true);

        assertThat(pace.nanosPerSlot()).isLessThan(15 * MILLI);
    }

    @Test
    void doesNotTakeTheTimeWithoutALineForItsPace() {
        slots(50, 1000, false);

        assertThat(pace.nanosPerSlot()).isEqualTo(10 * MILLI);
    }
}
