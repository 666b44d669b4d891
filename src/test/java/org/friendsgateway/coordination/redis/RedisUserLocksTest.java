package org.friendsgateway.coordination.redis;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.SOON;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.until;

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

import org.friendsgateway.coordination.UserLocks.Lock;
import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.Quota.Demand;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two replicas write for the same users, over a real Redis. */
class RedisUserLocksTest extends TwoReplicas {

    private static final AtomicInteger USERS = new AtomicInteger();

    private final String user = "user" + USERS.incrementAndGet();

    /** Somebody who wants to write. */
    private static final class Writer {

        private final AtomicReference<Lock> turn = new AtomicReference<>();
        private final Cancellable wish;

        Writer(Replica replica, String user) {
            wish = replica.coordination.userLocks().take(APP, user, null).subscribe().with(turn::set, failed -> {
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
        Writer first = new Writer(one, user);
        first.awaitTurn();
        Writer second = new Writer(two, user);
        until(() -> waiting() == 1, SOON);
        assertThat(second.writes()).isFalse();
        first.end();
        second.awaitTurn();
        second.end();
        until(() -> keys() == 0, SOON);
    }

    @Test
    void bringsAPermitAlongWithTheTurnAndReportsItsCallWithTheEnd() {
        until(() -> one.lease().permit() != null, SOON);
        Lock turn = one.coordination.userLocks().take(APP, user, new Demand(1, "", true)).await().atMost(SOON);
        Quota.Lease lease = Objects.requireNonNull(turn.lease());
        Permit permit = Objects.requireNonNull(lease.permit());
        one.quota.release(permit);
        turn.release();
        until(() -> score(permit) == null, SOON);
    }

    private @Nullable Response score(Permit permit) {
        return one.redis.execute("ZSCORE", "friends-gateway:{fake:chat}:permits", Long.toString(permit.id())).await()
                .atMost(SOON);
    }

    @Test
    void servesThoseWhoWaitInTheOrderInWhichTheyCame() {
        Writer first = new Writer(one, user);
        first.awaitTurn();
        try (Replica third = new Replica(redis, APP)) {
            until(() -> !third.coordination.degraded(), SOON);
            Writer second = new Writer(third, user);
            until(() -> waiting() == 1, SOON);
            Writer last = new Writer(two, user);
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
        Writer first = new Writer(one, user);
        first.awaitTurn();
        Writer second = new Writer(two, user);
        until(() -> waiting() == 1, SOON);
        second.leave();
        until(() -> waiting() == 0, SOON);
        first.end();
        Writer third = new Writer(two, user);
        third.awaitTurn();
        third.end();
    }

    @Test
    void freesTheTurnOfAReplicaThatDied() {
        Replica dying = new Replica(redis, APP);
        until(() -> !dying.coordination.degraded(), SOON);
        new Writer(dying, user).awaitTurn();
        dying.close();
        Writer next = new Writer(one, user);
        until(next::writes, ofSeconds(10));
        next.end();
    }

    @Test
    void keepsATurnForLongerThanALease() {
        Writer first = new Writer(one, user);
        first.awaitTurn();
        Writer second = new Writer(two, user);
        long begin = System.nanoTime();
        until(() -> System.nanoTime() - begin > RedisLeases.LIFE.multipliedBy(2).toNanos(), SOON);
        assertThat(first.turn.get().held()).isTrue();
        assertThat(second.writes()).isFalse();
        first.end();
        second.awaitTurn();
        second.end();
    }

    @Test
    void tellsAWriterWhoseTurnWasGivenToAnother() {
        Writer paused = new Writer(one, user);
        paused.awaitTurn();
        one.redis.execute("SET", key(), "somebody-else/1").await().atMost(SOON);
        until(() -> !paused.turn.get().held(), SOON);
        paused.end();
        assertThat(one.redis.execute("GET", key()).await().atMost(SOON)).hasToString("somebody-else/1");
    }

    @Test
    void keepsATurnThatRedisHasForgotten() {
        Writer first = new Writer(one, user);
        first.awaitTurn();
        one.redis.execute("DEL", key()).await().atMost(SOON);
        until(() -> keys() == 1, SOON);
        Writer second = new Writer(two, user);
        until(() -> waiting() == 1, SOON);
        assertThat(second.writes()).isFalse();
        first.end();
        second.awaitTurn();
        second.end();
    }

    @Test
    void goesOnWithinAReplicaWhileRedisIsLost() throws Exception {
        Writer before = new Writer(one, user);
        before.awaitTurn();
        redis.freeze();
        try {
            until(() -> one.coordination.degraded(), SOON);
            assertThat(before.turn.get().held()).isTrue();
            before.end();
            Writer during = new Writer(one, user);
            during.awaitTurn();
            during.end();
        } finally {
            redis.thaw();
        }
        until(() -> !one.coordination.degraded(), SOON);
        Writer after = new Writer(one, user);
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
            Replica replica = random.nextBoolean() ? one : two;
            boolean impatient = random.nextInt(5) == 0;
            Duration time = Duration.ofMillis(random.nextInt(8));
            Cancellable wish = replica.coordination.userLocks().take(APP, user, null).subscribe().with(turn -> {
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
        return one.redis.execute("ZCARD", "friends-gateway:{fake:chat}:turn-line:" + user).await().atMost(SOON).toInteger();
    }

    private int keys() {
        return one.redis.execute("EXISTS", key()).await().atMost(SOON).toInteger();
    }
}
