package org.friendsgateway.sandbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingWindowTest {

    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 1, 2, 3, 5, 8, 13, 21, 34 })
    void agreesWithCountingEverything(long seed) {
        Random random = new Random(seed);
        int limit = 1 + random.nextInt(20);
        SlidingWindow window = new SlidingWindow(limit);
        List<Long> accepted = new ArrayList<>();
        int max = 0;
        long now = random.nextLong();
        for (int call = 0; call < 2_000; call++) {
            now += random.nextInt(4) == 0 ? random.nextInt(4) * SECOND / 4 : random.nextInt((int) (2 * SECOND / limit));
            long then = now;
            long within = accepted.stream().filter(time -> then - time < SECOND).count();

            assertThat(window.accept(now)).as("call %d of seed %d", call, seed).isEqualTo(within < limit);
            if (within < limit) {
                accepted.add(now);
                max = Math.max(max, (int) within + 1);
            }
        }
        assertThat(window.max()).isEqualTo(max);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 1, 2, 3, 5, 8, 13, 21, 34 })
    void countsCallsReportedOutOfOrder(long seed) {
        Random random = new Random(seed);
        int limit = 1 + random.nextInt(20);
        SlidingWindow window = new SlidingWindow(limit);
        List<Long> accepted = new ArrayList<>();
        long newest = random.nextLong();
        for (int call = 0; call < 2_000; call++) {
            newest += random.nextInt((int) (2 * SECOND / limit));
            long reported = newest - (random.nextBoolean() ? random.nextInt((int) SECOND) : 0);
            accepted.add(reported);
            boolean room = accepted.stream().allMatch(first -> accepted.stream()
                    .filter(other -> other - first >= 0 && other - first < SECOND).count() <= limit);

            assertThat(window.accept(reported)).as("call %d of seed %d", call, seed).isEqualTo(room);
            if (!room) {
                accepted.remove(accepted.size() - 1);
            }
            long oldest = newest - 3 * SECOND;
            accepted.removeIf(time -> time - oldest < 0);
        }
    }

    @Test
    void hasRoomAgainAfterExactlyOneSecond() {
        SlidingWindow window = new SlidingWindow(1);

        assertThat(window.accept(5)).isTrue();
        assertThat(window.accept(SECOND + 4)).isFalse();
        assertThat(window.accept(SECOND + 5)).isTrue();
    }

    @Test
    void countsOnAfterTheClockWrapsAround() {
        SlidingWindow window = new SlidingWindow(1);

        assertThat(window.accept(Long.MAX_VALUE)).isTrue();
        assertThat(window.accept(Long.MIN_VALUE)).isFalse();
        assertThat(window.accept(Long.MIN_VALUE + SECOND)).isTrue();
    }

    @Test
    void needsALimit() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SlidingWindow(0)).withMessageContaining("not 0");
    }
}
