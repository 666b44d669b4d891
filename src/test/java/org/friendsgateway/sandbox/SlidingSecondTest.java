package org.friendsgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingSecondTest {

    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 1, 2, 3, 5, 8, 13, 21, 34 })
    void agreesWithCountingEverything(long seed) {
        Random random = new Random(seed);
        int limit = 1 + random.nextInt(20);
        SlidingSecond second = new SlidingSecond(limit);
        List<Long> accepted = new ArrayList<>();
        int most = 0;
        long now = random.nextLong();
        for (int call = 0; call < 2_000; call++) {
            now += random.nextInt(4) == 0 ? random.nextInt(4) * SECOND / 4 : random.nextInt((int) (2 * SECOND / limit));
            long then = now;
            long within = accepted.stream().filter(time -> then - time < SECOND).count();

            assertThat(second.accept(now)).as("call %d of seed %d", call, seed).isEqualTo(within < limit);
            if (within < limit) {
                accepted.add(now);
                most = Math.max(most, (int) within + 1);
            }
        }
        assertThat(second.most()).isEqualTo(most);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 1, 2, 3, 5, 8, 13, 21, 34 })
    void countsCallsThatAreToldOutOfOrderWhereTheyBelong(long seed) {
        Random random = new Random(seed);
        int limit = 1 + random.nextInt(20);
        SlidingSecond second = new SlidingSecond(limit);
        List<Long> accepted = new ArrayList<>();
        long newest = random.nextLong();
        for (int call = 0; call < 2_000; call++) {
            newest += random.nextInt((int) (2 * SECOND / limit));
            long told = newest - (random.nextBoolean() ? random.nextInt((int) SECOND) : 0);
            accepted.add(told);
            boolean room = accepted.stream().allMatch(first -> accepted.stream()
                    .filter(other -> other - first >= 0 && other - first < SECOND).count() <= limit);

            assertThat(second.accept(told)).as("call %d of seed %d", call, seed).isEqualTo(room);
            if (!room) {
                accepted.remove(accepted.size() - 1);
            }
            long oldest = newest - 3 * SECOND;
            accepted.removeIf(time -> time - oldest < 0);
        }
    }

    @Test
    void hasRoomAgainAfterExactlyOneSecond() {
        SlidingSecond second = new SlidingSecond(1);

        assertThat(second.accept(5)).isTrue();
        assertThat(second.accept(SECOND + 4)).isFalse();
        assertThat(second.accept(SECOND + 5)).isTrue();
    }

    @Test
    void countsOnAfterTheClockWrapsAround() {
        SlidingSecond second = new SlidingSecond(1);

        assertThat(second.accept(Long.MAX_VALUE)).isTrue();
        assertThat(second.accept(Long.MIN_VALUE)).isFalse();
        assertThat(second.accept(Long.MIN_VALUE + SECOND)).isTrue();
    }

    @Test
    void needsALimit() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SlidingSecond(0)).withMessageContaining("not 0");
    }
}
