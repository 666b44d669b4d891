package org.friendsgateway.quota.redis;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.redis.TwoReplicas.SOON;
import static org.friendsgateway.redis.TwoReplicas.until;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.quota.BusiestSecond;
import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.PermitQueue;
import org.friendsgateway.quota.Priority;
import org.friendsgateway.redis.Replica;
import org.friendsgateway.redis.TwoReplicas;
import org.friendsgateway.time.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Redis is killed, frozen and emptied, and two replicas never exceed the limit in any second. */
class RedisLossTest {

    private static final int LIMIT = 50;
    /** More than a busy machine needs. */
    private static final Duration MAX_DETECTION = ofSeconds(10);
    private static final Duration LATENCY = Duration.ofMillis(5);

    private final Queue<Long> calls = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    @RegisterExtension
    final TwoReplicas replicas = new TwoReplicas("fake:chat", LIMIT);

    @AfterEach
    void stop() {
        stopped = true;
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
            queue.take(Caller.ANONYMOUS, Priority.SINGLE, Deadline.in(ofMinutes(2), replica.scheduler),
                    wait -> Failure.of(Kind.RATE_LIMITED),
                    blocked -> Uni.createFrom().voidItem(), false).chain(permit -> send(replica, permit))
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

    private void untilDown() {
        until(() -> replicas.one.health.isDown() && replicas.two.health.isDown(), MAX_DETECTION);
    }

    private void assertLimitKept() {
        assertThat(BusiestSecond.calls(calls)).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void keepsTheLimitWhenRedisRestartsUnderLoad() throws Exception {
        callers(replicas.one, 20);
        callers(replicas.two, 5);
        untilCalled(2 * LIMIT);
        replicas.redis.kill();
        untilDown();
        untilCalled(2 * LIMIT);
        replicas.redis.start();
        replicas.untilUp();
        untilCalled(2 * LIMIT);
        assertLimitKept();
    }

    @Test
    void keepsTheLimitWhenRedisHangs() throws Exception {
        callers(replicas.one, 20);
        callers(replicas.two, 20);
        untilCalled(2 * LIMIT);
        replicas.redis.freeze();
        untilDown();
        untilCalled(2 * LIMIT);
        replicas.redis.thaw();
        replicas.untilUp();
        untilCalled(2 * LIMIT);
        assertLimitKept();
    }

    @Test
    void keepsTheLimitWhenRedisLosesAllDataAndAnIdleReplicaBegins() {
        callers(replicas.one, 20);
        untilCalled(2 * LIMIT);
        replicas.one.command("FLUSHALL");
        callers(replicas.two, 20);
        untilCalled(3 * LIMIT);
        assertLimitKept();
    }

    @Test
    void keepsTheLimitWhenAnIdleReplicaBeginsWithoutRedis() throws Exception {
        callers(replicas.one, 4 * LIMIT);
        untilCalled(LIMIT);
        replicas.redis.kill();
        until(() -> replicas.two.health.isDown(), MAX_DETECTION);
        callers(replicas.two, 5);
        untilCalled(2 * LIMIT);
        assertLimitKept();
    }

    @Test
    void usesItsShareWhileRedisIsDown() throws Exception {
        replicas.redis.kill();
        untilDown();
        assertThat(replicas.one.quota.schedule().permits()).isEqualTo(LIMIT / 2);
        replicas.redis.start();
        replicas.untilUp();
        assertThat(replicas.one.quota.schedule().permits()).isEqualTo(LIMIT);
    }

    @Test
    void voidsPermitsWhenRedisGoesDownAndComesUp() throws Exception {
        Permit shared = replicas.one.awaitPermit();
        assertThat(replicas.one.quota.isValid(shared, replicas.one.scheduler.nanoTime())).isTrue();
        replicas.redis.kill();
        untilDown();
        assertThat(replicas.one.quota.isValid(shared, replicas.one.scheduler.nanoTime())).isFalse();
        Permit own = replicas.one.awaitPermit();
        assertThat(replicas.one.quota.isValid(own, replicas.one.scheduler.nanoTime())).isTrue();
        replicas.redis.start();
        replicas.untilUp();
        assertThat(replicas.one.quota.isValid(own, replicas.one.scheduler.nanoTime())).isFalse();
    }

    @Test
    void keepsAPauseWhenRedisGoesDownAndComesUp() throws Exception {
        replicas.one.quota.pauseFor(ofMinutes(2));
        until(() -> replicas.two.lease().delay().compareTo(SOON) > 0, SOON);
        replicas.redis.kill();
        untilDown();
        assertThat(replicas.one.lease().delay()).isGreaterThan(SOON);
        assertThat(replicas.two.lease().delay()).isGreaterThan(SOON);
        replicas.redis.start();
        replicas.untilUp();
        assertThat(replicas.two.lease().delay()).isGreaterThan(SOON);
    }
}
