package org.friendsgateway.lock.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

import io.smallrye.mutiny.subscription.Cancellable;

import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.lock.UserLocks.Lock;
import org.friendsgateway.time.VirtualScheduler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who writes when, within a process. */
class LocalUserLocksTest {

    private static final String CHAT = "fake:chat";
    private static final String OTHER = "fake:other";

    private static final int MOST_WAITING = 3;

    private final VirtualScheduler time = new VirtualScheduler();
    private final LocalUserLocks turns = new LocalUserLocks(MOST_WAITING, time);

    /** Somebody who asked for a turn. */
    private final class Writer {

        private @Nullable Lock turn;
        private @Nullable Throwable failure;
        private final Cancellable subscription;

        Writer(String user) {
            this.subscription = turns.lock(CHAT, user, null).subscribe().with(taken -> turn = taken,
                    failed -> failure = failed);
        }

        boolean writes() {
            return turn != null;
        }

        void release() {
            Objects.requireNonNull(turn).release();
        }

        boolean refused() {
            return failure instanceof GatewayException refused && refused.failure().kind() == Kind.OVERLOADED;
        }
    }

    @Test
    void letsOneWriteAfterTheOtherInTheOrderOfTheirArrival() {
        Writer first = new Writer("alice");
        Writer second = new Writer("alice");
        Writer third = new Writer("alice");
        assertThat(List.of(first, second, third)).extracting(Writer::writes).containsExactly(true, false, false);
        first.release();
        assertThat(List.of(second, third)).extracting(Writer::writes).containsExactly(true, false);
        second.release();
        assertThat(third.writes()).isTrue();
    }

    @Test
    void letsDifferentUsersAndAppsWriteAtTheSameTime() {
        assertThat(new Writer("alice").writes()).isTrue();
        assertThat(new Writer("bob").writes()).isTrue();
        List<Lock> other = new ArrayList<>();
        turns.lock(OTHER, "alice", null).subscribe().with(other::add);
        assertThat(other).hasSize(1);
    }

    @Test
    void passesOverThoseWhoLeft() {
        Writer first = new Writer("alice");
        Writer leaving = new Writer("alice");
        Writer third = new Writer("alice");
        leaving.subscription.cancel();
        first.release();
        assertThat(leaving.writes()).isFalse();
        assertThat(third.writes()).isTrue();
    }

    @Test
    void keepsTheTurnOfWhomeverLeavesAfterTakingIt() {
        Writer first = new Writer("alice");
        Writer second = new Writer("alice");
        first.subscription.cancel();
        assertThat(second.writes()).isFalse();
        first.release();
        assertThat(second.writes()).isTrue();
    }

    @Test
    void letsNobodyGoAheadWhenATurnIsReleasedTwice() {
        Writer first = new Writer("alice");
        Writer second = new Writer("alice");
        Writer third = new Writer("alice");
        first.release();
        first.release();
        assertThat(second.writes()).isTrue();
        assertThat(third.writes()).isFalse();
    }

    @Test
    void refusesMoreThanMayWait() {
        List<Writer> writers = new ArrayList<>();
        for (int i = 0; i <= MOST_WAITING; i++) {
            writers.add(new Writer("alice"));
        }
        Writer refused = new Writer("alice");
        assertThat(refused.refused()).isTrue();
        writers.get(2).subscription.cancel();
        assertThat(new Writer("alice").refused()).isFalse();
        assertThat(new Writer("alice").refused()).isTrue();
        writers.get(0).release();
        assertThat(writers.get(1).writes()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
    void letsExactlyTheFirstOfEachLineWriteWhateverHappens(long seed) {
        Random chance = new Random(seed);
        Map<String, List<Writer>> lines = new HashMap<>();
        for (int step = 0; step < 2000; step++) {
            List<Writer> line = lines.computeIfAbsent("user" + chance.nextInt(3), user -> new ArrayList<>());
            if (line.isEmpty() || chance.nextInt(5) < 3) {
                arrive(lines, line, seed);
            } else if (chance.nextBoolean()) {
                line.remove(0).release();
            } else if (line.size() > 1) {
                line.remove(1 + chance.nextInt(line.size() - 1)).subscription.cancel();
            }
            for (int i = 0; i < line.size(); i++) {
                assertThat(line.get(i).writes()).as("seed %d, step %d", seed, step).isEqualTo(i == 0);
            }
        }
    }

    private void arrive(Map<String, List<Writer>> lines, List<Writer> line, long seed) {
        String user = lines.entrySet().stream().filter(entry -> entry.getValue() == line).findFirst().orElseThrow().getKey();
        Writer writer = new Writer(user);
        assertThat(writer.refused()).as("seed %d", seed).isEqualTo(line.size() > MOST_WAITING);
        if (!writer.refused()) {
            line.add(writer);
        }
    }
}
