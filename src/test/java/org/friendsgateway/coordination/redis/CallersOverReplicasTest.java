package org.friendsgateway.coordination.redis;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.SOON;

import org.friendsgateway.coordination.Quota.Line;
import org.friendsgateway.coordination.Quota.Slot;
import org.junit.jupiter.api.Test;

/** What replicas learn from one another of the lines before an app's quota. */
class CallersOverReplicasTest extends TwoReplicas {

    @Test
    void countsTheReplicasInWhichACallerWaits() {
        assertThat(reserve(one, "orders", true).lines()).isEqualTo(1);
        assertThat(reserve(two, "orders", true).lines()).isEqualTo(2);
        assertThat(reserve(one, "orders", true).lines()).isEqualTo(2);
    }

    @Test
    void countsNoReplicaInWhichNobodyElseWaits() {
        assertThat(reserve(two, "sales", false).lines()).isEqualTo(1);
        assertThat(reserve(one, "sales", true).lines()).isEqualTo(1);
    }

    @Test
    void countsOtherCallersApart() {
        assertThat(reserve(one, "billing", true).lines()).isEqualTo(1);
        assertThat(reserve(two, "shipping", true).lines()).isEqualTo(1);
    }

    private static Slot reserve(Replica replica, String caller, boolean crowded) {
        return replica.quota.reserve(new Line(caller, crowded), ofMinutes(1)).await().atMost(SOON);
    }
}
