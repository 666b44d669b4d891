package org.friendsgateway.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How far apart slots are, measured as a vendor would. */
class PaceTest {

    private static final double MARGIN = 0.03;

    /** Arrivals of {@code seconds} of slots, each late by chance and by no more than the spread. */
    private static List<Long> arrivals(Pace pace, int seconds, Random chance) {
        List<Long> arrivals = new ArrayList<>();
        long spacing = pace.spacing().toNanos() / 1000;
        long spread = pace.spread().toNanos() / 1000;
        long phase = chance.nextLong(spacing);
        for (long slot = phase; slot < seconds * 1_000_000L; slot += spacing) {
            // The extremes are where limits break.
            long late = switch (chance.nextInt(3)) {
                case 0 -> 0;
                case 1 -> spread;
                default -> chance.nextLong(spread + 1);
            };
            arrivals.add(slot + late);
        }
        return arrivals;
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 3, 7, 30, 50, 99, 100, 101, 200, 333, 1000, 3000 })
    void neverExceedsTheLimitInAnySecondHoweverCallsAreLateWithinTheSpread(int limit) {
        for (long seed = 0; seed < 50; seed++) {
            List<Long> arrivals = arrivals(Pace.of(limit, MARGIN), 10, new Random(seed));
            assertThat(SlidingSecond.most(arrivals)).as("seed %d", seed).isLessThanOrEqualTo(limit);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 3, 7, 30, 50, 99, 100, 101, 200, 333, 1000 })
    void usesAtLeastNinetySevenPercent(int limit) {
        double used = 1e9 / Pace.of(limit, MARGIN).spacing().toNanos() / limit;
        assertThat(used).isGreaterThanOrEqualTo(0.97);
    }

    @ParameterizedTest
    @CsvSource({ "100, 1", "100, 2", "100, 3", "100, 7", "100, 64", "100, 100", "1, 1", "7, 2",
            "3, 3", "200, 16" })
    void keepsReplicasThatCannotSpeakToOneAnotherUnderTheLimitTogether(int limit, int replicas) {
        for (long seed = 0; seed < 20; seed++) {
            Random chance = new Random(seed);
            List<Long> together = new ArrayList<>();
            for (int replica = 0; replica < replicas; replica++) {
                together.addAll(arrivals(Pace.shared(limit, MARGIN, replicas), 10, chance));
            }
            assertThat(SlidingSecond.most(together)).as("seed %d", seed).isLessThanOrEqualTo(limit);
        }
    }

    @Test
    void givesASingleReplicaTheWholeQuota() {
        assertThat(Pace.shared(100, MARGIN, 1)).isEqualTo(Pace.of(100, MARGIN));
    }

    @Test
    void toleratesTheInexactnessOfTimersWhateverTheMargin() {
        assertThat(Pace.of(100, 0).spread()).isPositive();
    }
}
