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
import java.util.concurrent.atomic.AtomicInteger;

import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.redis.Replica;
import org.friendsgateway.redis.TwoReplicas;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two replicas share the permits of an app in a real Redis, which loses data. */
class RedisQuotaTest {

    /** So many that the gap between two permits is short. */
    private static final int LIMIT = 1000;

    private static final AtomicInteger APPS = new AtomicInteger();

    @RegisterExtension
    static final TwoReplicas replicas = new TwoReplicas(app(), LIMIT);

    private String app;

    @BeforeEach
    void useAnotherApp() {
        use(LIMIT);
        replicas.one.awaitPermit();
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

    private String key(String what) {
        return "friends-gateway:{" + app + "}:" + what;
    }

    private int leased() {
        return Integer.parseInt(replicas.one.command("ZCARD", key("permits")));
    }

    @Test
    void leasesNoMorePermitsThanThereAreOverAllReplicas() {
        use(4);
        List<Permit> permits = new ArrayList<>();
        List<Long> sent = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Replica replica = i % 2 == 0 ? replicas.one : replicas.two;
            permits.add(replica.awaitPermit());
            sent.add(System.nanoTime());
            replica.quota.sent(permits.get(i));
        }
        for (int i = 4; i < permits.size(); i++) {
            assertThat(Duration.ofNanos(permits.get(i).due() - sent.get(i - 4))).isGreaterThanOrEqualTo(ofSeconds(1));
        }
    }

    @Test
    void returnsAnUnusedPermitWithTheNextScript() {
        int before = leased();
        Permit permit = replicas.one.awaitPermit();
        assertThat(leased()).isEqualTo(before + 1);
        replicas.one.quota.release(permit);
        replicas.one.awaitPermit();
        assertThat(leased()).isLessThanOrEqualTo(before + 1);
    }

    @Test
    void returnsAnUnusedPermitByItsOwnScript() {
        Permit permit = replicas.one.awaitPermit();
        String number = replicas.one.command("HGET", key("schedule"), "number");
        // Otherwise the permit would soon be gone with the key.
        replicas.one.command("PERSIST", key("permits"));
        replicas.one.quota.release(permit);
        until(() -> replicas.one.command("ZSCORE", key("permits"), number).equals("null"), SOON);
    }

    @Test
    void survivesTheLossOfScripts() {
        replicas.one.awaitPermit();
        replicas.one.command("SCRIPT", "FLUSH");
        replicas.two.awaitPermit();
        assertThat(replicas.two.health.isDown()).isFalse();
    }

    @Test
    void leasesNothingUntilLostPermitsAreFree() {
        replicas.one.command("FLUSHALL");
        Lease refused = replicas.two.lease();
        assertThat(refused.permit()).isNull();
        assertThat(refused.delay()).isGreaterThan(ofSeconds(1)).isLessThan(ofSeconds(2));
        assertThat(replicas.one.health.isDown()).isFalse();
    }

    @Test
    void leasesNothingUntilPermitsAreFreeThatAnOlderCopyOfRedisDoesNotKnow() {
        String older = replicas.one.command("HGET", key("schedule"), "number");
        replicas.one.awaitPermit();
        replicas.one.command("HSET", key("schedule"), "number", older);
        assertThat(replicas.one.lease().delay()).isGreaterThan(ofSeconds(1));
    }

    @Test
    void doesNotWaitForAClockThatWasSetBack() {
        String far = Long.toString((System.currentTimeMillis() + ofHours(3).toMillis()) * 1000);
        replicas.one.command("HSET", key("schedule"), "due", far, "start", far);
        assertThat(replicas.one.lease().delay()).isLessThan(ofSeconds(2));
    }

    @Test
    void pausesAllReplicas() {
        Permit held = replicas.two.awaitPermit();
        replicas.one.quota.pauseFor(ofMinutes(20));
        replicas.one.quota.pauseFor(ofSeconds(1));
        until(() -> replicas.two.lease().delay().compareTo(ofMinutes(19)) > 0, SOON);
        assertThat(replicas.two.quota.pauseLeft()).isBetween(ofMinutes(19), ofMinutes(20));
        assertThat(replicas.two.quota.isValid(held, replicas.two.scheduler.nanoTime())).isFalse();
    }

    @Test
    void limitsAPauseToAnHour() {
        replicas.one.quota.pauseFor(ofHours(30));
        until(() -> replicas.two.lease().permit() == null, SOON);
        assertThat(replicas.two.lease().delay()).isBetween(ofMinutes(59), ofHours(1));
    }

    @Test
    void keepsAPauseThatRedisLost() {
        replicas.one.quota.pauseFor(ofMinutes(20));
        replicas.one.command("FLUSHALL");
        assertThat(replicas.one.lease().delay()).isBetween(ofMinutes(19), ofMinutes(20));
        assertThat(replicas.two.lease().delay()).isBetween(ofMinutes(19), ofMinutes(20));
    }

    @Test
    void leavesNoPermitsBehindInRedis() {
        replicas.one.awaitPermit();
        until(() -> replicas.one.command("EXISTS", key("permits"), key("shares"), key("bulk-shares")).equals("0"), SOON);
    }

    @Test
    void countsLiveReplicas() {
        try (Replica third = replicas.another()) {
            until(() -> replicas.one.health.replicas() == 3 && third.health.replicas() == 3, SOON);
        }
        until(() -> replicas.one.health.replicas() == 2, SOON);
    }
}
