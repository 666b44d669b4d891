package org.friendsgateway.lock.redis;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.redis.TwoReplicas.SOON;
import static org.friendsgateway.redis.TwoReplicas.until;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.redis.client.Response;

import org.friendsgateway.lock.UserLocks.Lock;
import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.Quota.Demand;
import org.friendsgateway.redis.RedisLeases;
import org.friendsgateway.redis.Replica;
import org.friendsgateway.redis.TwoReplicas;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two replicas write for the same users, over a real Redis. */
class RedisUserLocksTest {

    private static final String APP = "fake:chat";

    @RegisterExtension
    static final TwoReplicas replicas = new TwoReplicas(APP, 10);

    private static final AtomicInteger USERS = new AtomicInteger();

    private final String user = "user" + USERS.incrementAndGet();

    /** Somebody who wants to write. */
    private static final class Writer {

        private final AtomicReference<Lock> turn = new AtomicReference<>();
        private final Cancellable wish;

        Writer(Replica replica, String user) {
            wish = replica.userLocks.lock(APP, user, null).subscribe().with(turn::set, failed -> {
            });
        }

        boolean writes() {
            return turn.get() != null;
        }

        void awaitTurn() {
            until(this::writes, SOON);
        }

        void end() {
            turn.get().release();
        }

        void leave() {
            wish.cancel();
        }
    }

    @Test
    void letsOneReplicaWriteAfterTheOther() {
        Writer first = new Writer(replicas.one, user);
        first.awaitTurn();
        Writer second = new Writer(replicas.two, user);
        until(() -> waiting() == 1, SOON);
        assertThat(second.writes()).isFalse();
        first.end();
        second.awaitTurn();
        second.end();
        until(() -> keys() == 0, SOON);
    }

    @Test
    void bringsAPermitAlongWithTheTurnAndReportsItsCallWithTheEnd() {
        until(RedisUserLocksTest::permitComes, SOON);
        Lock turn = replicas.one.userLocks.lock(APP, user, new Demand(1, "", true)).await().atMost(SOON);
        Quota.Lease lease = Objects.requireNonNull(turn.lease());
        Permit permit = Objects.requireNonNull(lease.permit());
        replicas.one.quota.release(permit);
        turn.release();
        until(() -> score(permit) == null, SOON);
    }

    // Returned, so that the next one comes no later.
    private static boolean permitComes() {
        Permit permit = replicas.one.lease().permit();
        if (permit != null) {
            replicas.one.quota.release(permit);
        }
        return permit != null;
    }

    private @Nullable Response score(Permit permit) {
        return replicas.one.redis.execute("ZSCORE", "friends-gateway:{fake:chat}:permits", Long.toString(permit.id())).await()
                .atMost(SOON);
    }

    @Test
    void servesThoseWhoWaitInTheOrderInWhichTheyCame() {
        Writer first = new Writer(replicas.one, user);
        first.awaitTurn();
        try (Replica third = replicas.another()) {
            Writer second = new Writer(third, user);
            until(() -> waiting() == 1, SOON);
            Writer last = new Writer(replicas.two, user);
            until(() -> waiting() == 2, SOON);
            first.end();
            second.awaitTurn();
            assertThat(last.writes()).isFalse();
            second.end();
            last.awaitTurn();
            last.end();
        }
    }

    @Test
    void letsNobodyWaitForOneWhoLeft() {
        Writer first = new Writer(replicas.one, user);
        first.awaitTurn();
        Writer second = new Writer(replicas.two, user);
        until(() -> waiting() == 1, SOON);
        second.leave();
        until(() -> waiting() == 0, SOON);
        first.end();
        Writer third = new Writer(replicas.two, user);
        third.awaitTurn();
        third.end();
    }

    @Test
    void freesTheTurnOfAReplicaThatDied() {
        Replica dying = replicas.another();
        new Writer(dying, user).awaitTurn();
        dying.close();
        Writer next = new Writer(replicas.one, user);
        until(next::writes, ofSeconds(10));
        next.end();
    }

    @Test
    void keepsATurnForLongerThanALease() {
        Writer first = new Writer(replicas.one, user);
        first.awaitTurn();
        Writer second = new Writer(replicas.two, user);
        long begin = System.nanoTime();
        until(() -> System.nanoTime() - begin > RedisLeases.LIFETIME.multipliedBy(2).toNanos(), SOON);
        assertThat(first.turn.get().isHeld()).isTrue();
        assertThat(second.writes()).isFalse();
        first.end();
        second.awaitTurn();
        second.end();
    }

    @Test
    void tellsAWriterWhoseTurnWasGivenToAnother() {
        Writer paused = new Writer(replicas.one, user);
        paused.awaitTurn();
        replicas.one.redis.execute("SET", key(), "somebody-else/1").await().atMost(SOON);
        until(() -> !paused.turn.get().isHeld(), SOON);
        paused.end();
        assertThat(replicas.one.redis.execute("GET", key()).await().atMost(SOON)).hasToString("somebody-else/1");
    }

    @Test
    void keepsATurnThatRedisHasForgotten() {
        Writer first = new Writer(replicas.one, user);
        first.awaitTurn();
        replicas.one.redis.execute("DEL", key()).await().atMost(SOON);
        until(() -> keys() == 1, SOON);
        Writer second = new Writer(replicas.two, user);
        until(() -> waiting() == 1, SOON);
        assertThat(second.writes()).isFalse();
        first.end();
        second.awaitTurn();
        second.end();
    }

    @Test
    void goesOnWithinAReplicaWhileRedisIsLost() throws Exception {
        Writer before = new Writer(replicas.one, user);
        before.awaitTurn();
        replicas.redis.freeze();
        try {
            until(() -> replicas.one.health.isDown(), SOON);
            assertThat(before.turn.get().isHeld()).isTrue();
            before.end();
            Writer during = new Writer(replicas.one, user);
            during.awaitTurn();
            during.end();
        } finally {
            replicas.redis.thaw();
        }
        until(() -> !replicas.one.health.isDown(), SOON);
        Writer after = new Writer(replicas.one, user);
        after.awaitTurn();
        after.end();
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5 })
    void neverLetsTwoWriteAtOnceWhateverTheyDo(long seed) {
        Random random = new Random(seed);
        AtomicInteger writing = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        List<Runnable> leavers = new ArrayList<>();
        int writers = 50;
        IntStream.range(0, writers).forEach(i -> {
            Replica replica = random.nextBoolean() ? replicas.one : replicas.two;
            boolean impatient = random.nextInt(5) == 0;
            Duration time = Duration.ofMillis(random.nextInt(8));
            Cancellable wish = replica.userLocks.lock(APP, user, null).subscribe().with(turn -> {
                if (writing.incrementAndGet() > 1) {
                    overlaps.incrementAndGet();
                }
                replica.scheduler.after(time).subscribe().with(done -> {
                    writing.decrementAndGet();
                    turn.release();
                    ended.incrementAndGet();
                });
            });
            if (impatient) {
                leavers.add(wish::cancel);
            }
        });
        leavers.forEach(Runnable::run);
        until(() -> ended.get() >= writers - leavers.size() && keys() == 0, SOON);
        assertThat(overlaps).as("seed %d", seed).hasValue(0);
    }

    private String key() {
        return "friends-gateway:{fake:chat}:turn:" + user;
    }

    private int waiting() {
        return replicas.one.redis.execute("ZCARD", "friends-gateway:{fake:chat}:turn-line:" + user).await().atMost(SOON)
                .toInteger();
    }

    private int keys() {
        return replicas.one.redis.execute("EXISTS", key()).await().atMost(SOON).toInteger();
    }
}
