package org.friendsgateway.coordination.redis;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.SOON;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.until;

import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.coordination.SlidingSecond;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.process.RealRedis;
import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.PermitQueue;
import org.friendsgateway.time.Deadline;
import org.friendsgateway.vendor.AppProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis is killed, frozen and emptied: two replicas go on, come back, and never exceed the limit in any second. */
class RedisLossTest {

    private static final int LIMIT = 50;
    /** Far from for ever, and far from what a busy machine needs. */
    private static final Duration BOUNDED = ofSeconds(10);
    private static final Duration LATENCY = Duration.ofMillis(5);
    private static final AppProfile APP = new AppProfile("chat", "fake", 10, LIMIT);

    private final Queue<Long> calls = new ConcurrentLinkedQueue<>();
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
        untilShared();
    }

    @AfterEach
    void stop() throws Exception {
        stopped = true;
        redis.close();
        one.close();
        two.close();
    }

    private void callers(Replica replica, int number) {
        PermitQueue queue = new PermitQueue(replica.quota, replica.scheduler);
        for (int i = 0; i < number; i++) {
            replica.run(() -> call(replica, queue));
        }
    }

    /** Makes one call after the other. */
    private void call(Replica replica, PermitQueue queue) {
        if (!stopped) {
            queue.take(Caller.ANONYMOUS, Deadline.in(ofMinutes(2), replica.scheduler), wait -> Failure.of(Kind.RATE_LIMITED),
                    () -> Uni.createFrom().voidItem()).chain(permit -> send(replica, permit))
                    .subscribe().with(done -> call(replica, queue), failed -> {
                    });
        }
    }

    private Uni<Void> send(Replica replica, Permit permit) {
        calls.add(System.nanoTime() / 1000);
        replica.quota.sent(permit);
        return replica.scheduler.after(LATENCY).invoke(() -> replica.quota.ended(permit));
    }

    private void untilCalled(int more) {
        int goal = calls.size() + more;
        until(() -> calls.size() >= goal, SOON);
    }

    private void untilLost() {
        until(() -> one.coordination.degraded() && two.coordination.degraded(), BOUNDED);
    }

    private void untilShared() {
        until(() -> !one.coordination.degraded() && !two.coordination.degraded(), SOON);
    }

    private void assertLimitKept() {
        assertThat(SlidingSecond.most(calls)).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void keepsTheLimitWhileBothAreBusyAndRedisIsKilledAndStarted() throws Exception {
        callers(one, 20);
        callers(two, 5);
        untilCalled(2 * LIMIT);
        redis.kill();
        untilLost();
        untilCalled(2 * LIMIT);
        redis.start();
        untilShared();
        untilCalled(2 * LIMIT);
        assertLimitKept();
    }

    @Test
    void keepsTheLimitWhenRedisHangsAndGoesOn() throws Exception {
        callers(one, 20);
        callers(two, 20);
        untilCalled(2 * LIMIT);
        redis.freeze();
        untilLost();
        untilCalled(2 * LIMIT);
        redis.thaw();
        untilShared();
        untilCalled(2 * LIMIT);
        assertLimitKept();
    }

    @Test
    void keepsTheLimitWhenRedisForgetsEverythingAndOnlyTheOneAsksThatDidNothing() {
        callers(one, 20);
        untilCalled(2 * LIMIT);
        one.redis.execute("FLUSHALL").await().atMost(SOON);
        callers(two, 20);
        untilCalled(3 * LIMIT);
        assertLimitKept();
    }

    @Test
    void keepsTheLimitWhenOneHasWorkAndTheOtherBeginsOnlyWithoutRedis() throws Exception {
        callers(one, 4 * LIMIT);
        untilCalled(LIMIT);
        redis.kill();
        until(() -> two.coordination.degraded(), BOUNDED);
        callers(two, 5);
        untilCalled(2 * LIMIT);
        assertLimitKept();
    }

    @Test
    void goesOnWithItsShareAndComesBackByItself() throws Exception {
        redis.kill();
        untilLost();
        assertThat(one.quota.schedule().permits()).isEqualTo(LIMIT / 2);
        redis.start();
        untilShared();
        assertThat(one.quota.schedule().permits()).isEqualTo(LIMIT);
    }

    @Test
    void voidsThePermitsOfBeforeWhenRedisIsLostAndFound() throws Exception {
        Permit shared = take(one);
        assertThat(one.quota.isValid(shared, one.scheduler.nanoTime())).isTrue();
        redis.kill();
        untilLost();
        assertThat(one.quota.isValid(shared, one.scheduler.nanoTime())).isFalse();
        Permit own = take(one);
        assertThat(one.quota.isValid(own, one.scheduler.nanoTime())).isTrue();
        redis.start();
        untilShared();
        assertThat(one.quota.isValid(own, one.scheduler.nanoTime())).isFalse();
    }

    private static Permit take(Replica replica) {
        Permit[] permit = { replica.lease().permit() };
        until(() -> permit[0] != null || (permit[0] = replica.lease().permit()) != null, SOON);
        return Objects.requireNonNull(permit[0]);
    }

    @Test
    void keepsAPauseThatTheVendorAskedForWhenRedisIsLostAndFound() throws Exception {
        one.quota.pauseFor(ofMinutes(2));
        until(() -> two.lease().delay().compareTo(SOON) > 0, SOON);
        redis.kill();
        untilLost();
        assertThat(one.lease().delay()).isGreaterThan(SOON);
        assertThat(two.lease().delay()).isGreaterThan(SOON);
        redis.start();
        untilShared();
        assertThat(two.lease().delay()).isGreaterThan(SOON);
    }
}
