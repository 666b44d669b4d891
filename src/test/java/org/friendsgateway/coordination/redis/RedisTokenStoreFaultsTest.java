package org.friendsgateway.coordination.redis;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.SOON;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.until;

import java.time.Duration;

import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

import org.friendsgateway.vendor.TokenStore.AccessToken;
import org.junit.jupiter.api.Test;

/** Logins that fail or hang, and replicas and a Redis that do. */
class RedisTokenStoreFaultsTest extends RedisTokenStoreFixture {

    @Test
    void tellsAFailedLoginAndLetsTheNextReplicaTry() {
        logins.hold();
        UniAssertSubscriber<AccessToken> first = wait(one);
        until(() -> logins.begun() == 1, SOON);
        UniAssertSubscriber<AccessToken> second = wait(two);
        untilInLine(1);
        logins.fail(new IllegalStateException("banned"));
        assertThatThrownBy(() -> first.awaitFailure(SOON).assertCompleted()).hasMessageContaining("banned");
        until(() -> logins.begun() == 2, SOON);
        logins.letGo();

        assertThat(second.awaitItem(SOON).getItem().token()).isEqualTo("secret-2");
        assertThat(one.coordination.degraded()).isFalse();
        untilFree();
    }

    @Test
    void letsOthersLogInWhenNobodyWaitsForALoginAnyMore() {
        logins.hold();
        UniAssertSubscriber<AccessToken> leaves = wait(one);
        until(() -> logins.begun() == 1, SOON);
        leaves.cancel();

        untilFree();
    }

    @Test
    void freesTheOthersWhenAReplicaDiesWhileItLogsIn() {
        logins.hold();
        Replica dying = replica(key(1));
        wait(dying);
        until(() -> logins.begun() == 1, SOON);
        dying.close();
        logins.passOver();

        assertThat(obtain(one, "").token()).isEqualTo("secret-2");
    }

    @Test
    void waitsForALoginThatHangsOnlyForSoLong() {
        logins.hold();
        wait(one);
        until(() -> logins.begun() == 1, SOON);
        logins.passOver();
        long begin = System.nanoTime();

        assertThat(obtain(two, "").token()).isEqualTo("secret-2");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(RedisTokenStore.PATIENCE);
    }

    @Test
    void logsInByItselfWhenRedisHangs() throws Exception {
        redis.freeze();
        try {
            assertThat(obtaining(one, "").await().atMost(ofSeconds(10)).token()).isEqualTo("secret-1");
            assertThat(obtaining(one, "secret-1").await().atMost(ofSeconds(10)).token()).isEqualTo("secret-2");
        } finally {
            redis.thaw();
        }
    }

    @Test
    void logsInByItselfWhenRedisHangsWhileItWaitsForAnother() throws Exception {
        logins.hold();
        UniAssertSubscriber<AccessToken> first = wait(one);
        until(() -> logins.begun() == 1, SOON);
        UniAssertSubscriber<AccessToken> second = wait(two);
        untilInLine(1);
        redis.freeze();
        try {
            until(() -> logins.begun() == 2, ofSeconds(10));
            logins.letGo();
            assertThat(first.awaitItem(ofSeconds(10)).getItem().token()).isEqualTo("secret-1");
            assertThat(second.awaitItem(ofSeconds(10)).getItem().token()).isEqualTo("secret-2");
        } finally {
            redis.thaw();
        }
    }
}
