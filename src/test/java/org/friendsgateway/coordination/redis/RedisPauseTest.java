package org.friendsgateway.coordination.redis;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.SOON;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.reserveTogether;
import static org.friendsgateway.coordination.redis.Replica.LONG;

import java.util.Comparator;
import java.util.List;

import org.friendsgateway.coordination.Quota.Slot;
import org.friendsgateway.vendor.AppProfile;
import org.junit.jupiter.api.Test;

/** Pauses that a vendor asked one replica for, and slots that another one holds or takes. */
class RedisPauseTest extends TwoReplicas {

    private static void use(String app) {
        AppProfile profile = new AppProfile(app, "fake", 10, 10);
        one.use(profile);
        two.use(profile);
    }

    @Test
    void postponesTheSlotsOfAllReplicas() {
        use("postponed");
        one.quota.postpone(ofMinutes(1)).await().atMost(SOON);
        two.quota.postpone(ofSeconds(1)).await().atMost(SOON);
        assertThat(two.reserve(LONG).delay()).isBetween(ofSeconds(40), ofMinutes(1));
        assertThat(two.reserve(ofSeconds(5)).granted()).isFalse();
    }

    @Test
    void keepsAllReplicasToAPauseThatIsLongerThanAnyCallerWaits() {
        use("long");
        one.quota.postpone(ofMinutes(20)).await().atMost(SOON);
        assertThat(two.reserve(ofMinutes(10))).satisfies(refused -> assertThat(refused.granted()).isFalse())
                .satisfies(refused -> assertThat(refused.delay()).isBetween(ofMinutes(19), ofMinutes(20)));
        assertThat(one.quota.backlog()).isBetween(ofMinutes(19), ofMinutes(20));
        assertThat(two.quota.backlog()).isBetween(ofMinutes(19), ofMinutes(20));
    }

    @Test
    void cutsALongerPauseToAnHour() {
        use("too-long");
        one.quota.postpone(ofHours(30)).await().atMost(SOON);
        assertThat(two.reserve(LONG).delay()).isBetween(ofMinutes(59), ofHours(1));
        assertThat(one.reserve(LONG).delay()).isBetween(ofMinutes(59), ofHours(1));
        assertThat(one.quota.backlog()).isLessThanOrEqualTo(ofHours(1));
    }

    @Test
    void keepsToAPauseThatRedisHasForgotten() {
        use("forgotten");
        one.quota.postpone(ofMinutes(20)).await().atMost(SOON);
        one.redis.execute("FLUSHALL").await().atMost(SOON);
        assertThat(one.reserve(LONG).delay()).isBetween(ofMinutes(19), ofMinutes(20));
        assertThat(two.reserve(LONG).delay()).isBetween(ofMinutes(19), ofMinutes(20));
    }

    @Test
    void voidsSlotsThatLieInThePause() {
        use("voided");
        List<Slot> held = reserveTogether(100, one).stream().sorted(Comparator.comparing(Slot::number)).toList();
        two.quota.postpone(ofSeconds(4)).await().atMost(SOON);
        assertThat(one.quota.stands(held.get(0))).isTrue();
        Slot next = one.reserve(LONG);
        assertThat(held).extracting(one.quota::stands).startsWith(false, false).endsWith(true, true);
        assertThat(one.quota.stands(next)).isTrue();
    }

    @Test
    void voidsThemAtOnceWhereThePauseIsKnown() {
        use("known");
        Slot held = one.reserve(LONG);
        one.quota.postpone(ofSeconds(4)).await().atMost(SOON);
        assertThat(one.quota.stands(held)).isFalse();
    }
}
