package org.friendsgateway.coordination.redis;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.friendsgateway.process.RealRedis;
import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.vendor.AppProfile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas share the permits of an app in a real Redis, which forgets. */
class RedisQuotaTest {

    static final Duration SOON = ofMinutes(1);
    /** So many that no two are kept apart for long. */
    private static final int LIMIT = 1000;

    private static final AtomicInteger APPS = new AtomicInteger();

    private static RealRedis redis;
    private static Replica one;
    private static Replica two;
    private String app;

    @BeforeAll
    static void start() throws Exception {
        redis = new RealRedis();
        one = new Replica(redis, app(LIMIT));
        two = new Replica(redis, app(LIMIT));
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
        one.close();
        two.close();
    }

    @BeforeEach
    void beginAnew() {
        until(() -> one.coordination.replicas() == 2 && two.coordination.replicas() == 2, SOON);
        until(() -> !one.coordination.degraded() && !two.coordination.degraded(), SOON);
        use(app(LIMIT));
        until(() -> one.lease().permit() != null, SOON);
    }

    private void use(AppProfile profile) {
        // Replicas remember an app's permits, so each test has an app of its own.
        app = profile.name();
        one.use(profile);
        two.use(profile);
    }

    private static AppProfile app(int limit) {
        return new AppProfile("chat" + APPS.incrementAndGet(), "fake", 10, limit);
    }

    static void until(BooleanSupplier condition, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it takes longer than %s", atMost).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void command(String command, String... words) {
        one.redis.execute(command, words).await().atMost(SOON);
    }

    private String key(String what) {
        return "friends-gateway:{fake:" + app + "}:" + what;
    }

    private int leased() {
        return one.redis.execute("ZCARD", key("permits")).await().atMost(SOON).toInteger();
    }

    private static Permit take(Replica replica) {
        Lease[] lease = { replica.lease() };
        until(() -> lease[0].permit() != null || (lease[0] = replica.lease()).permit() != null, SOON);
        return Objects.requireNonNull(lease[0].permit());
    }

    @Test
    void leasesNoMorePermitsThanThereAreOverAllReplicas() {
        use(app(4));
        List<Permit> permits = new ArrayList<>();
        List<Long> sent = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Replica replica = i % 2 == 0 ? one : two;
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
        Permit permit = take(one);
        assertThat(leased()).isEqualTo(before + 1);
        one.quota.release(permit);
        take(one);
        assertThat(leased()).isLessThanOrEqualTo(before + 1);
    }

    @Test
    void returnsWhatIsNotUsedByAScriptOfItsOwnWhenNoOtherComes() {
        one.quota.release(take(one));
        String number = one.redis.execute("HGET", key("schedule"), "number").await().atMost(SOON).toString();
        until(() -> one.redis.execute("ZSCORE", key("permits"), number).await().atMost(SOON) == null, ofSeconds(1));
    }

    @Test
    void goesOnWhenRedisForgetsItsScripts() {
        take(one);
        command("SCRIPT", "FLUSH");
        take(two);
        assertThat(two.coordination.degraded()).isFalse();
    }

    @Test
    void leasesNothingUntilAllHasComeBackThatRedisHasForgotten() {
        command("FLUSHALL");
        Lease refused = two.lease();
        assertThat(refused.permit()).isNull();
        assertThat(refused.delay()).isGreaterThan(ofSeconds(1)).isLessThan(ofSeconds(2));
        assertThat(one.coordination.degraded()).isFalse();
    }

    @Test
    void leasesNothingUntilAllHasComeBackThatAnOlderCopyOfRedisDoesNotKnow() {
        String older = one.redis.execute("HGET", key("schedule"), "number").await().atMost(SOON).toString();
        take(one);
        command("HSET", key("schedule"), "number", older);
        assertThat(one.lease().delay()).isGreaterThan(ofSeconds(1));
    }

    @Test
    void doesNotWaitForAClockThatWentBack() {
        String far = Long.toString((System.currentTimeMillis() + ofHours(3).toMillis()) * 1000);
        command("HSET", key("schedule"), "due", far, "start", far);
        assertThat(one.lease().delay()).isLessThan(ofSeconds(2));
    }

    @Test
    void pausesAllReplicas() {
        Permit held = take(two);
        one.quota.pauseFor(ofMinutes(20));
        one.quota.pauseFor(ofSeconds(1));
        until(() -> two.lease().delay().compareTo(ofMinutes(19)) > 0, SOON);
        assertThat(two.quota.pauseLeft()).isBetween(ofMinutes(19), ofMinutes(20));
        assertThat(two.quota.isValid(held, two.scheduler.nanoTime())).isFalse();
    }

    @Test
    void cutsALongerPauseToAnHour() {
        one.quota.pauseFor(ofHours(30));
        until(() -> two.lease().permit() == null, SOON);
        assertThat(two.lease().delay()).isBetween(ofMinutes(59), ofHours(1));
    }

    @Test
    void keepsToAPauseThatRedisHasForgotten() {
        one.quota.pauseFor(ofMinutes(20));
        command("FLUSHALL");
        assertThat(one.lease().delay()).isBetween(ofMinutes(19), ofMinutes(20));
        assertThat(two.lease().delay()).isBetween(ofMinutes(19), ofMinutes(20));
    }

    @Test
    void leavesNothingOfPermitsBehindInRedis() {
        take(one);
        until(() -> one.redis.execute("EXISTS", key("permits"), key("shares")).await().atMost(SOON).toInteger() == 0, SOON);
    }

    @Test
    void countsTheReplicasThatAreAlive() {
        try (Replica third = new Replica(redis, app(LIMIT))) {
            until(() -> one.coordination.replicas() == 3 && third.coordination.replicas() == 3, SOON);
        }
        until(() -> one.coordination.replicas() == 2, SOON);
    }
}
