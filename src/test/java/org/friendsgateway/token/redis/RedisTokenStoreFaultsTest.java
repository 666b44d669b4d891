package org.friendsgateway.token.redis;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.friendsgateway.redis.TwoReplicas.SOON;
import static org.friendsgateway.redis.TwoReplicas.until;

import java.time.Duration;

import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

import org.friendsgateway.redis.Replica;
import org.friendsgateway.token.TokenStore.AccessToken;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Logins, replicas and a Redis that fail or hang. */
@Tag("long")
class RedisTokenStoreFaultsTest extends RedisTokenStoreFixture {

    @Test
    void reportsAFailedLoginAndTriesAtTheNextReplica() {
        logins.hold();
        UniAssertSubscriber<AccessToken> first = wait(replicas.one);
        until(() -> logins.begun() == 1, SOON);
        UniAssertSubscriber<AccessToken> second = wait(replicas.two);
        untilWaiting(1);
        logins.fail(new IllegalStateException("banned"));
        assertThatThrownBy(() -> first.awaitFailure(SOON).assertCompleted()).hasMessageContaining("banned");
        until(() -> logins.begun() == 2, SOON);
        logins.answerAll();

        assertThat(second.awaitItem(SOON).getItem().token()).isEqualTo("secret-2");
        assertThat(replicas.one.health.isDown()).isFalse();
        untilFree();
    }

    @Test
    void freesTheLoginOfACallerThatLeft() {
        logins.hold();
        UniAssertSubscriber<AccessToken> leaves = wait(replicas.one);
        until(() -> logins.begun() == 1, SOON);
        leaves.cancel();

        untilFree();
    }

    @Test
    void freesTheLoginOfADeadReplica() {
        logins.hold();
        Replica dying = replicas.another(key(1));
        wait(dying);
        until(() -> logins.begun() == 1, SOON);
        dying.close();
        logins.forgetPending();

        assertThat(obtain(replicas.one, "").token()).isEqualTo("secret-2");
    }

    @Test
    void limitsTheWaitForAHangingLogin() {
        logins.hold();
        wait(replicas.one);
        until(() -> logins.begun() == 1, SOON);
        logins.forgetPending();
        long begin = System.nanoTime();

        assertThat(obtain(replicas.two, "").token()).isEqualTo("secret-2");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(RedisTokenStore.MAX_WAIT);
    }

    @Test
    void logsInForItselfWhenRedisHangs() throws Exception {
        replicas.redis.freeze();
        try {
            assertThat(obtaining(replicas.one, "").await().atMost(ofSeconds(10)).token()).isEqualTo("secret-1");
            assertThat(obtaining(replicas.one, "secret-1").await().atMost(ofSeconds(10)).token()).isEqualTo("secret-2");
        } finally {
            replicas.redis.thaw();
        }
    }

    @Test
    void logsInForItselfWhenRedisHangsWhileItWaits() throws Exception {
        logins.hold();
        UniAssertSubscriber<AccessToken> first = wait(replicas.one);
        until(() -> logins.begun() == 1, SOON);
        UniAssertSubscriber<AccessToken> second = wait(replicas.two);
        untilWaiting(1);
        replicas.redis.freeze();
        try {
            until(() -> logins.begun() == 2, ofSeconds(10));
            logins.answerAll();
            assertThat(first.awaitItem(ofSeconds(10)).getItem().token()).isEqualTo("secret-1");
            assertThat(second.awaitItem(ofSeconds(10)).getItem().token()).isEqualTo("secret-2");
        } finally {
            replicas.redis.thaw();
        }
    }
}
