package org.friendsgateway.coordination.redis;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.SOON;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.until;

import java.util.UUID;

import org.friendsgateway.coordination.IdempotencyRecords.Attempt;
import org.friendsgateway.coordination.IdempotencyRecords.Begun;
import org.friendsgateway.coordination.IdempotencyRecords.Kept;
import org.friendsgateway.process.RealRedis;
import org.friendsgateway.vendor.AppProfile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key that is used at one replica is known at the other, whatever befell the first. */
class RedisIdempotencyTest {

    private static final AppProfile APP = new AppProfile("chat", "fake", 10, 10);

    private static RealRedis redis;
    private static Replica one;
    private static Replica two;
    private final String key = UUID.randomUUID().toString();

    @BeforeAll
    static void start() throws Exception {
        redis = new RealRedis();
        one = new Replica(redis, APP);
        two = new Replica(redis, APP);
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
        one.close();
        two.close();
    }

    @BeforeEach
    void found() {
        until(() -> !one.coordination.degraded() && !two.coordination.degraded(), SOON);
    }

    private Begun begin(Replica replica, String body) {
        return replica.coordination.idempotency().begin(key, body).await().atMost(SOON);
    }

    private Attempt started(Replica replica) {
        Begun begun = begin(replica, "body");
        assertThat(begun).isInstanceOf(Begun.Started.class);
        return ((Begun.Started) begun).attempt();
    }

    private static void record(Attempt attempt, String... entries) {
        for (String entry : entries) {
            attempt.record(entry).await().atMost(SOON);
        }
    }

    @Test
    void givesAnAnswerAgainAtEveryReplica() {
        Attempt attempt = started(one);
        record(attempt, "a");
        attempt.end(new Kept(207, "{\"ä\":1}")).await().atMost(SOON);
        assertThat(begin(two, "body")).isEqualTo(new Begun.Answered(new Kept(207, "{\"ä\":1}")));
        assertThat(begin(two, "other")).isEqualTo(new Begun.Mismatch());
    }

    @Test
    void letsOnlyOneReplicaCarryARequestOut() {
        Attempt attempt = started(one);
        assertThat(begin(two, "body")).isInstanceOf(Begun.Running.class);
        long begin = System.nanoTime();
        until(() -> System.nanoTime() - begin > RedisLeases.LIFE.plusSeconds(2).toNanos(), SOON);
        assertThat(begin(two, "body")).isInstanceOf(Begun.Running.class);
        attempt.abandon();
    }

    @Test
    void goesOnElsewhereWithWhatWasRecorded() {
        Attempt first = started(one);
        record(first, "a", "b");
        first.end(null).await().atMost(SOON);
        Attempt second = started(two);
        assertThat(second.resumed()).isTrue();
        assertThat(second.interrupted()).isFalse();
        assertThat(second.recorded()).containsExactly("a", "b");
        record(second, "c");
        second.end(null).await().atMost(SOON);
        assertThat(started(one).recorded()).containsExactly("a", "b", "c");
    }

    @Test
    void knowsThatAnEarlierAttemptWasAbandoned() {
        Attempt first = started(one);
        record(first, "a");
        first.abandon();
        until(() -> begin(two, "body") instanceof Begun.Started started && started.attempt().interrupted()
                && started.attempt().recorded().equals(java.util.List.of("a")), SOON);
    }

    @Test
    void forgetsAnAttemptThatBroughtNothing() {
        started(one).end(null).await().atMost(SOON);
        Begun other = begin(two, "other");
        assertThat(other).isInstanceOf(Begun.Started.class);
        assertThat(((Begun.Started) other).attempt().resumed()).isFalse();
    }

    @Test
    void goesOnAfterAReplicaThatDied() {
        Replica dying = new Replica(redis, APP);
        until(() -> !dying.coordination.degraded(), SOON);
        record(started(dying), "a");
        dying.close();
        until(() -> begin(two, "body") instanceof Begun.Started started && started.attempt().interrupted(), ofSeconds(10));
    }

    @Test
    void saysThatARepeatMayNotBeRecognisedWhileRedisIsLost() throws Exception {
        assertThat(started(one).reliable()).isTrue();
        redis.freeze();
        try {
            until(() -> one.coordination.degraded(), SOON);
            Attempt during = started(one);
            assertThat(during.reliable()).isFalse();
            record(during, "a");
            during.end(new Kept(200, "{}")).await().atMost(SOON);
        } finally {
            redis.thaw();
        }
    }

    @Test
    void noticesThatAnAttemptOutlivedRedis() throws Exception {
        Attempt attempt = started(one);
        redis.freeze();
        try {
            record(attempt, "a");
            assertThat(attempt.reliable()).isFalse();
        } finally {
            redis.thaw();
        }
    }
}
