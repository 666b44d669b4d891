package org.friendsgateway.coordination.redis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.SOON;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.assertSpaced;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.reserveTogether;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.until;
import static org.friendsgateway.coordination.redis.Replica.LONG;

import java.time.Duration;
import java.util.List;

import org.friendsgateway.coordination.Pace;
import org.friendsgateway.coordination.Quota.Slot;
import org.friendsgateway.coordination.SlidingSecond;
import org.friendsgateway.process.RealRedis;
import org.friendsgateway.vendor.AppProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis is killed and frozen: two replicas go on, come back, and never exceed the limit in any second. */
class RedisLossTest {

    private static final int LIMIT = 50;
    /** Far from for ever, and far from what a busy machine needs. */
    private static final Duration BOUNDED = ofSeconds(10);
    private static final AppProfile APP = new AppProfile("chat", "fake", 10, LIMIT);

    private final Calls calls = new Calls();
    private RealRedis redis;
    private Replica one;
    private Replica two;
    private volatile boolean stopped;

    @BeforeEach
    void start() throws Exception {
        redis = new RealRedis();
        one = new Replica(redis, APP);
        two = new Replica(redis, APP);
        until(() -> one.coordination.replicas() == 2 && two.coordination.replicas() == 2, SOON);
        until(() -> !one.coordination.degraded() && !two.coordination.degraded(), SOON);
    }

    @AfterEach
    void stop() throws Exception {
        stopped = true;
        redis.close();
        one.close();
        two.close();
    }

    /** Takes one slot after the other, each when the one before has come. */
    private void call(Replica replica) {
        if (!stopped) {
            replica.reserving(LONG).chain(slot -> {
                calls.granted(replica, slot);
                return replica.ticker.after(slot.delay()).invoke(() -> {
                    if (replica.quota.stands(slot)) {
                        calls.used(replica, slot);
                    }
                });
            }).subscribe().with(done -> call(replica), failed -> {
            });
        }
    }

    private void callers(Replica replica, int number) {
        for (int i = 0; i < number; i++) {
            call(replica);
        }
    }

    private void untilCalled(int more) {
        int goal = calls.count() + more;
        until(() -> calls.count() >= goal, SOON);
    }

    private void loseAndFind() throws Exception {
        redis.kill();
        until(() -> one.coordination.degraded() && two.coordination.degraded(), BOUNDED);
        untilCalled(100);
        redis.start();
        until(() -> !one.coordination.degraded() && !two.coordination.degraded(), SOON);
        untilCalled(100);
    }

    @Test
    void keepsTheLimitWhileBothAreBusy() throws Exception {
        callers(one, 20);
        callers(two, 5);
        untilCalled(100);
        loseAndFind();
        assertThat(SlidingSecond.most(calls.micros())).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void keepsTheLimitWhenOneHasWorkForSecondsAndTheOtherBeginsOnlyThen() throws Exception {
        callers(one, 4 * LIMIT);
        untilCalled(LIMIT);
        redis.kill();
        until(() -> two.coordination.degraded(), BOUNDED);
        callers(two, 5);
        untilCalled(2 * LIMIT);
        assertThat(SlidingSecond.most(calls.micros())).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void goesOnWithItsShareWhenRedisIsKilledAndComesBackByItself() throws Exception {
        one.reserve(LONG);
        redis.kill();
        try {
            assertGoesOnWithItsShare();
        } finally {
            redis.start();
        }
        assertComesBack();
    }

    @Test
    void goesOnWithItsShareWhenRedisHangsAndComesBackByItself() throws Exception {
        one.reserve(LONG);
        redis.freeze();
        try {
            assertGoesOnWithItsShare();
        } finally {
            redis.thaw();
        }
        assertComesBack();
    }

    @Test
    void voidsTheSlotsGivenOutBeforeRedisIsLostAndBeforeItIsFound() throws Exception {
        Slot shared = one.reserve(LONG);
        Slot own;
        assertThat(one.quota.stands(shared)).isTrue();
        redis.kill();
        try {
            until(() -> one.coordination.degraded() && two.coordination.degraded(), SOON);
            assertThat(one.quota.stands(shared)).isFalse();
            own = one.reserve(LONG);
        } finally {
            redis.start();
        }
        until(() -> !one.coordination.degraded(), SOON);
        assertThat(one.quota.stands(own)).isFalse();
        until(() -> one.quota.stands(one.reserve(LONG)), SOON);
    }

    @Test
    void takesUpTheSlotsOfBeforeWhenRedisHasNotForgottenThem() throws Exception {
        Slot soon = one.reserve(LONG);
        one.quota.postpone(ofSeconds(30)).await().atMost(SOON);
        Slot later = one.reserve(LONG);
        redis.freeze();
        try {
            until(() -> one.coordination.degraded() && two.coordination.degraded(), SOON);
            assertThat(one.quota.stands(later)).isFalse();
            // The pause ends when it ended before, however long it takes to tell Redis of it anew.
            one.lateness = ofMillis(50);
        } finally {
            redis.thaw();
        }
        until(() -> !one.coordination.degraded() && !two.coordination.degraded(), SOON);
        assertThat(one.quota.stands(later)).isTrue();
        assertThat(one.quota.stands(soon)).isFalse();
    }

    @Test
    void keepsAPauseThatTheVendorAskedForWhenRedisIsLostAndFound() throws Exception {
        one.quota.postpone(LONG).await().atMost(SOON);
        two.reserve(LONG);
        redis.kill();
        try {
            until(() -> one.coordination.degraded() && two.coordination.degraded(), SOON);
            assertThat(one.reserve(LONG).delay()).isGreaterThan(SOON);
            assertThat(two.reserve(LONG).delay()).isGreaterThan(SOON);
        } finally {
            redis.start();
        }
        until(() -> !one.coordination.degraded() && !two.coordination.degraded(), SOON);
        assertThat(two.reserve(LONG).delay()).isGreaterThan(SOON);
    }

    private void assertGoesOnWithItsShare() {
        long begin = System.nanoTime();
        List<Slot> slots = reserveTogether(3, one, two);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BOUNDED);
        assertThat(slots).allMatch(Slot::granted);
        until(() -> one.coordination.degraded() && two.coordination.degraded(), BOUNDED);
        Duration share = Pace.shared(LIMIT, 0.03, 2).spacing();
        assertThat(one.quota.pace().spacing()).isEqualTo(share);
        Slot next = one.reserve(LONG);
        assertThat(one.reserve(LONG).number() - next.number()).isEqualTo(share.toNanos());
    }

    private void assertComesBack() {
        until(() -> !one.coordination.degraded() && !two.coordination.degraded(), SOON);
        assertThat(one.quota.pace()).isEqualTo(Pace.of(LIMIT, 0.03));
        assertSpaced(reserveTogether(5, one, two), Pace.of(LIMIT, 0.03).spacing());
    }
}
