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

import org.friendsgateway.lock.UserLocks.Lock;
import org.friendsgateway.lock.UserLocks.Request;
import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.Priority;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.Quota.Demand;
import org.friendsgateway.quota.Quota.Waiting;
import org.friendsgateway.redis.RedisLeases;
import org.friendsgateway.redis.Replica;
import org.friendsgateway.redis.TwoReplicas;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two replicas lock the same users over a real Redis. */
class RedisUserLocksTest {

    private static final String APP = "fake:chat";

    @RegisterExtension
    static final TwoReplicas replicas = new TwoReplicas(APP, 10);

    private static final AtomicInteger USERS = new AtomicInteger();

    private final String user = "user" + USERS.incrementAndGet();

    private static final class Contender {

        private final AtomicReference<Lock> lock = new AtomicReference<>();
        private final Cancellable subscription;

        Contender(Replica replica, String user) {
            subscription = replica.userLocks.lock(APP, user, Request.single(null)).subscribe().with(lock::set, failed -> {
            });
        }

        boolean holds() {
            return lock.get() != null;
        }

        void awaitLock() {
            until(this::holds, SOON);
        }

        void end() {
            lock.get().release();
        }

        void leave() {
            subscription.cancel();
        }
    }

    @Test
    void handsTheLockToTheOtherReplica() {
        Contender first = new Contender(replicas.one, user);
        first.awaitLock();
        Contender second = new Contender(replicas.two, user);
        until(() -> waiting() == 1, SOON);
        assertThat(second.holds()).isFalse();
        first.end();
        second.awaitLock();
        second.end();
        until(() -> keys() == 0, SOON);
    }

    @Test
    void leasesAPermitWithTheLockAndReportsItOnRelease() {
        // Returned, so that the next one is due at once.
        replicas.one.quota.release(replicas.one.awaitPermit());
        Lock lock = replicas.one.userLocks.lock(APP, user, Request.single(Demand.of(Priority.SINGLE, new Waiting(1, ""), null)))
                .await()
                .atMost(SOON);
        Quota.Lease lease = Objects.requireNonNull(lock.lease());
        Permit permit = Objects.requireNonNull(lease.permit());
        replicas.one.quota.release(permit);
        lock.release();
        until(() -> replicas.one.command("ZSCORE", "friends-gateway:{fake:chat}:permits", Long.toString(permit.id()))
                .equals("null"), SOON);
    }

    @Test
    void grantsTheLockInOrderOfArrival() {
        Contender first = new Contender(replicas.one, user);
        first.awaitLock();
        try (Replica third = replicas.another()) {
            Contender second = new Contender(third, user);
            until(() -> waiting() == 1, SOON);
            Contender last = new Contender(replicas.two, user);
            until(() -> waiting() == 2, SOON);
            first.end();
            second.awaitLock();
            assertThat(last.holds()).isFalse();
            second.end();
            last.awaitLock();
            last.end();
        }
    }

    @Test
    void skipsAWaiterThatLeft() {
        Contender first = new Contender(replicas.one, user);
        first.awaitLock();
        Contender second = new Contender(replicas.two, user);
        until(() -> waiting() == 1, SOON);
        second.leave();
        until(() -> waiting() == 0, SOON);
        first.end();
        Contender third = new Contender(replicas.two, user);
        third.awaitLock();
        third.end();
    }

    @Test
    void freesTheLockOfADeadReplica() {
        Replica dying = replicas.another();
        new Contender(dying, user).awaitLock();
        dying.close();
        Contender next = new Contender(replicas.one, user);
        until(next::holds, ofSeconds(10));
        next.end();
    }

    @Test
    void renewsALockThatIsHeldForLong() {
        Contender first = new Contender(replicas.one, user);
        first.awaitLock();
        Contender second = new Contender(replicas.two, user);
        long begin = System.nanoTime();
        until(() -> System.nanoTime() - begin > RedisLeases.LIFETIME.multipliedBy(2).toNanos(), SOON);
        assertThat(first.lock.get().isHeld()).isTrue();
        assertThat(second.holds()).isFalse();
        first.end();
        second.awaitLock();
        second.end();
    }

    @Test
    void reportsALostLock() {
        Contender paused = new Contender(replicas.one, user);
        paused.awaitLock();
        replicas.one.command("SET", key(), "another/1");
        until(() -> !paused.lock.get().isHeld(), SOON);
        paused.end();
        assertThat(replicas.one.command("GET", key())).isEqualTo("another/1");
    }

    @Test
    void keepsALockThatRedisLost() {
        Contender first = new Contender(replicas.one, user);
        first.awaitLock();
        replicas.one.command("DEL", key());
        until(() -> keys() == 1, SOON);
        Contender second = new Contender(replicas.two, user);
        until(() -> waiting() == 1, SOON);
        assertThat(second.holds()).isFalse();
        first.end();
        second.awaitLock();
        second.end();
    }

    @Test
    void locksWithinAReplicaWhileRedisIsDown() throws Exception {
        Contender before = new Contender(replicas.one, user);
        before.awaitLock();
        replicas.redis.freeze();
        try {
            until(() -> replicas.one.health.isDown(), SOON);
            assertThat(before.lock.get().isHeld()).isTrue();
            before.end();
            Contender during = new Contender(replicas.one, user);
            during.awaitLock();
            during.end();
        } finally {
            replicas.redis.thaw();
        }
        until(() -> !replicas.one.health.isDown(), SOON);
        Contender after = new Contender(replicas.one, user);
        after.awaitLock();
        after.end();
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5 })
    void neverGrantsTheLockTwice(long seed) {
        Random random = new Random(seed);
        AtomicInteger writing = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        List<Runnable> leavers = new ArrayList<>();
        int writers = 50;
        IntStream.range(0, writers).forEach(i -> {
            Replica replica = random.nextBoolean() ? replicas.one : replicas.two;
            boolean leaves = random.nextInt(5) == 0;
            Duration time = Duration.ofMillis(random.nextInt(8));
            Cancellable subscription = replica.userLocks.lock(APP, user, Request.single(null)).subscribe().with(lock -> {
                if (writing.incrementAndGet() > 1) {
                    overlaps.incrementAndGet();
                }
                replica.scheduler.after(time).subscribe().with(done -> {
                    writing.decrementAndGet();
                    lock.release();
                    ended.incrementAndGet();
                });
            });
            if (leaves) {
                leavers.add(subscription::cancel);
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
        return Integer.parseInt(replicas.one.command("ZCARD", "friends-gateway:{fake:chat}:turn-line:" + user));
    }

    private int keys() {
        return Integer.parseInt(replicas.one.command("EXISTS", key()));
    }
}
