package org.friendsgateway.quota.redis;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.redis.TwoReplicas.SOON;
import static org.friendsgateway.redis.TwoReplicas.until;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.redis.Replica;
import org.friendsgateway.redis.TwoReplicas;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two replicas share the permits of an app in a real Redis, which forgets. */
class RedisQuotaTest {

    /** So many that no two are kept apart for long. */
    private static final int LIMIT = 1000;

    private static final AtomicInteger APPS = new AtomicInteger();

    @RegisterExtension
    static final TwoReplicas replicas = new TwoReplicas(app(), LIMIT);

    private String app;

    @BeforeEach
    void useAnotherApp() {
        use(LIMIT);
        until(() -> replicas.one.lease().permit() != null, SOON);
    }

    // Replicas remember the permits of an app, so each test has an app of its own.
    private void use(int callsPerSecond) {
        app = app();
        replicas.one.use(app, callsPerSecond);
        replicas.two.use(app, callsPerSecond);
    }

    private static String app() {
        return "fake:chat" + APPS.incrementAndGet();
    }

    private static void command(String command, String... words) {
        replicas.one.redis.execute(command, words).await().atMost(SOON);
    }

    private String key(String what) {
        return "friends-gateway:{" + app + "}:" + what;
    }

    private int leased() {
        return replicas.one.redis.execute("ZCARD", key("permits")).await().atMost(SOON).toInteger();
    }

    private static Permit take(Replica replica) {
        Lease[] lease = { replica.lease() };
        until(() -> lease[0].permit() != null || (lease[0] = replica.lease()).permit() != null, SOON);
        return Objects.requireNonNull(lease[0].permit());
    }

    @Test
    void leasesNoMorePermitsThanThereAreOverAllReplicas() {
        use(4);
        List<Permit> permits = new ArrayList<>();
        List<Long> sent = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Replica replica = i % 2 == 0 ? replicas.one : replicas.two;
            permits.add(take(replica));
            sent.add(System.nanoTime());
            replica.quota.sent(permits.get(i));
        }
        for (int i = 4; i < permits.size(); i++) {
            assertThat(Duration.ofNanos(permits.get(i).due() - sent.get(i - 4))).isGreaterThanOrEqualTo(ofSeconds(1));
        }
    }

    @Test
    void returnsWhatIsNotUsedWithTheNextScript() {
        int before = leased();
        Permit permit = take(replicas.one);
        assertThat(leased()).isEqualTo(before + 1);
        replicas.one.quota.release(permit);
        take(replicas.one);
        assertThat(leased()).isLessThanOrEqualTo(before + 1);
    }

    @Test
    void returnsWhatIsNotUsedByAScriptOfItsOwnWhenNoOtherComes() {
        replicas.one.quota.release(take(replicas.one));
        String number = replicas.one.redis.execute("HGET", key("schedule"), "number").await().atMost(SOON).toString();
        until(() -> replicas.one.redis.execute("ZSCORE", key("permits"), number).await().atMost(SOON) == null, ofSeconds(1));
    }

    @Test
    void goesOnWhenRedisForgetsItsScripts() {
        take(replicas.one);
        command("SCRIPT", "FLUSH");
        take(replicas.two);
        assertThat(replicas.two.health.isDown()).isFalse();
    }

    @Test
    void leasesNothingUntilAllHasComeBackThatRedisHasForgotten() {
        command("FLUSHALL");
        Lease refused = replicas.two.lease();
        assertThat(refused.permit()).isNull();
        assertThat(refused.delay()).isGreaterThan(ofSeconds(1)).isLessThan(ofSeconds(2));
        assertThat(replicas.one.health.isDown()).isFalse();
    }

    @Test
    void leasesNothingUntilAllHasComeBackThatAnOlderCopyOfRedisDoesNotKnow() {
        String older = replicas.one.redis.execute("HGET", key("schedule"), "number").await().atMost(SOON).toString();
        take(replicas.one);
        command("HSET", key("schedule"), "number", older);
        assertThat(replicas.one.lease().delay()).isGreaterThan(ofSeconds(1));
    }

    @Test
    void doesNotWaitForAClockThatWentBack() {
        String far = Long.toString((System.currentTimeMillis() + ofHours(3).toMillis()) * 1000);
        command("HSET", key("schedule"), "due", far, "start", far);
        assertThat(replicas.one.lease().delay()).isLessThan(ofSeconds(2));
    }

    @Test
    void pausesAllReplicas() {
        Permit held = take(replicas.two);
        replicas.one.quota.pauseFor(ofMinutes(20));
        replicas.one.quota.pauseFor(ofSeconds(1));
        until(() -> replicas.two.lease().delay().compareTo(ofMinutes(19)) > 0, SOON);
        assertThat(replicas.two.quota.pauseLeft()).isBetween(ofMinutes(19), ofMinutes(20));
        assertThat(replicas.two.quota.isValid(held, replicas.two.scheduler.nanoTime())).isFalse();
    }

    @Test
    void cutsALongerPauseToAnHour() {
        replicas.one.quota.pauseFor(ofHours(30));
        until(() -> replicas.two.lease().permit() == null, SOON);
        assertThat(replicas.two.lease().delay()).isBetween(ofMinutes(59), ofHours(1));
    }

    @Test
    void keepsToAPauseThatRedisHasForgotten() {
        replicas.one.quota.pauseFor(ofMinutes(20));
        command("FLUSHALL");
        assertThat(replicas.one.lease().delay()).isBetween(ofMinutes(19), ofMinutes(20));
        assertThat(replicas.two.lease().delay()).isBetween(ofMinutes(19), ofMinutes(20));
    }

    @Test
    void leavesNothingOfPermitsBehindInRedis() {
        take(replicas.one);
        until(() -> replicas.one.redis.execute("EXISTS", key("permits"), key("shares")).await().atMost(SOON).toInteger() == 0,
                SOON);
    }

    @Test
    void countsTheReplicasThatAreAlive() {
        try (Replica third = replicas.another()) {
            until(() -> replicas.one.health.replicas() == 3 && third.health.replicas() == 3, SOON);
        }
        until(() -> replicas.one.health.replicas() == 2, SOON);
    }
}
