package org.friendsgateway.idempotency.redis;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.redis.TwoReplicas.SOON;
import static org.friendsgateway.redis.TwoReplicas.until;

import java.util.List;
import java.util.UUID;

import org.friendsgateway.idempotency.IdempotencyStore.Attempt;
import org.friendsgateway.idempotency.IdempotencyStore.BeginResult;
import org.friendsgateway.idempotency.IdempotencyStore.EarlierAttempts;
import org.friendsgateway.idempotency.IdempotencyStore.StoredResponse;
import org.friendsgateway.redis.RedisKeys;
import org.friendsgateway.redis.RedisLeases;
import org.friendsgateway.redis.Replica;
import org.friendsgateway.redis.TwoReplicas;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A key that is used at one replica is known at the other, whatever befell the first. */
class RedisIdempotencyStoreTest {

    @RegisterExtension
    static final TwoReplicas replicas = new TwoReplicas("fake:chat", 10);

    private final String key = UUID.randomUUID().toString();

    private BeginResult begin(Replica replica, String body) {
        return replica.idempotency.begin(key, body).await().atMost(SOON);
    }

    private Attempt started(Replica replica) {
        BeginResult begun = begin(replica, "body");
        assertThat(begun).isInstanceOf(BeginResult.Started.class);
        return ((BeginResult.Started) begun).attempt();
    }

    private static void record(Attempt attempt, String... entries) {
        for (String entry : entries) {
            attempt.record(entry).await().atMost(SOON);
        }
    }

    @Test
    void givesAnAnswerAgainAtEveryReplica() {
        Attempt attempt = started(replicas.one);
        record(attempt, "a");
        attempt.end(new StoredResponse(207, "{\"ä\":1}")).await().atMost(SOON);
        assertThat(begin(replicas.two, "body")).isEqualTo(new BeginResult.Answered(new StoredResponse(207, "{\"ä\":1}")));
        assertThat(begin(replicas.two, "other")).isEqualTo(new BeginResult.Mismatch());
    }

    @Test
    void letsOnlyOneReplicaCarryARequestOut() {
        Attempt attempt = started(replicas.one);
        assertThat(begin(replicas.two, "body")).isInstanceOf(BeginResult.Running.class);
        long begin = System.nanoTime();
        until(() -> System.nanoTime() - begin > RedisLeases.LIFETIME.plusSeconds(2).toNanos(), SOON);
        assertThat(begin(replicas.two, "body")).isInstanceOf(BeginResult.Running.class);
        attempt.abandon();
    }

    @Test
    void goesOnElsewhereWithWhatWasRecorded() {
        Attempt first = started(replicas.one);
        record(first, "a", "b");
        first.end(null).await().atMost(SOON);
        Attempt second = started(replicas.two);
        assertThat(second.earlier().resumed()).isTrue();
        assertThat(second.earlier().interrupted()).isFalse();
        assertThat(second.earlier().recorded()).containsExactly("a", "b");
        record(second, "c");
        second.end(null).await().atMost(SOON);
        assertThat(started(replicas.one).earlier().recorded()).containsExactly("a", "b", "c");
    }

    @Test
    void knowsThatAnEarlierAttemptWasAbandoned() {
        Attempt first = started(replicas.one);
        record(first, "a");
        first.abandon();
        until(() -> begin(replicas.two, "body") instanceof BeginResult.Started started
                && started.attempt().earlier().interrupted()
                && started.attempt().earlier().recorded().equals(List.of("a")), SOON);
    }

    @Test
    void forgetsAnAttemptThatBroughtNothing() {
        started(replicas.one).end(null).await().atMost(SOON);
        BeginResult other = begin(replicas.two, "other");
        assertThat(other).isInstanceOf(BeginResult.Started.class);
        assertThat(((BeginResult.Started) other).attempt().earlier().resumed()).isFalse();
    }

    @Test
    void goesOnAfterAReplicaThatDied() {
        Replica dying = replicas.another();
        record(started(dying), "a");
        dying.close();
        until(() -> begin(replicas.two, "body") instanceof BeginResult.Started started
                && started.attempt().earlier().interrupted(),
                ofSeconds(10));
    }

    @Test
    void saysThatARepeatMayNotBeRecognisedWhileRedisIsLost() throws Exception {
        assertThat(started(replicas.one).reliable()).isTrue();
        replicas.redis.freeze();
        try {
            until(() -> replicas.one.health.isDown(), SOON);
            Attempt during = started(replicas.one);
            assertThat(during.reliable()).isFalse();
            record(during, "a");
            during.end(new StoredResponse(200, "{}")).await().atMost(SOON);
        } finally {
            replicas.redis.thaw();
        }
    }

    @Test
    void noticesThatAnAttemptOutlivedRedis() throws Exception {
        Attempt attempt = started(replicas.one);
        replicas.redis.freeze();
        try {
            record(attempt, "a");
            assertThat(attempt.reliable()).isFalse();
        } finally {
            replicas.redis.thaw();
        }
    }

    /** Redis forgets everything, and the attempt's right to carry the request out is renewed. */
    private void forget() {
        replicas.one.redis.execute("FLUSHALL").await().atMost(SOON);
        until(this::running, SOON);
    }

    private boolean running() {
        return replicas.one.redis.execute("EXISTS", RedisKeys.ofIdempotency(key, "running")).await().atMost(SOON)
                .toInteger() == 1;
    }

    @Test
    void knowsTheBodyOfARequestThatRedisHasForgottenMeanwhile() {
        Attempt attempt = started(replicas.one);
        forget();
        attempt.end(new StoredResponse(200, "{}")).await().atMost(SOON);
        assertThat(begin(replicas.two, "other")).isInstanceOf(BeginResult.Mismatch.class);
        assertThat(begin(replicas.two, "body")).isInstanceOf(BeginResult.Answered.class);
    }

    @Test
    void takesAnAttemptThatRedisHasForgottenForInterrupted() {
        Attempt attempt = started(replicas.one);
        record(attempt, "a");
        forget();
        record(attempt, "b");
        attempt.end(null).await().atMost(SOON);
        EarlierAttempts earlier = started(replicas.two).earlier();
        assertThat(earlier.recorded()).containsExactly("b");
        assertThat(earlier.interrupted()).isTrue();
    }

    @Test
    void givesNobodyWhatWasRecordedOfARequestThatRedisHasForgotten() {
        Attempt attempt = started(replicas.one);
        record(attempt, "a");
        attempt.abandon();
        until(() -> !running(), SOON);
        replicas.one.redis.execute("DEL", RedisKeys.ofIdempotency(key, "record")).await().atMost(SOON);
        Attempt other = ((BeginResult.Started) begin(replicas.two, "other")).attempt();
        other.abandon();
        until(() -> begin(replicas.two, "other") instanceof BeginResult.Started again && again.attempt().earlier().resumed()
                && again.attempt().earlier().recorded().isEmpty(), SOON);
    }
}
