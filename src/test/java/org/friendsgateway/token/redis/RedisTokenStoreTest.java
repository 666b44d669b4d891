package org.friendsgateway.token.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.redis.TwoReplicas.SOON;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

import org.friendsgateway.redis.Replica;
import org.friendsgateway.token.TokenStore.AccessToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one replica logged in for serves the other. */
class RedisTokenStoreTest extends RedisTokenStoreFixture {

    @Test
    void logsInOnceForAllWhoWaitAtBothReplicas() {
        logins.hold();
        List<UniAssertSubscriber<AccessToken>> waiting = IntStream.range(0, 50).boxed()
                .flatMap(i -> Stream.of(wait(replicas.one), wait(replicas.two))).toList();
        untilInLine(99);
        logins.letGo();
        waiting.forEach(waiter -> assertThat(waiter.awaitItem(SOON).getItem().token()).isEqualTo("secret-1"));

        assertThat(logins.begun()).isEqualTo(1);
        untilFree();
    }

    @Test
    void takesWhatAnotherReplicaLoggedInForLongAgo() {
        obtain(replicas.one, "");
        replicas.one.command("PEXPIRE", at("grant"), Long.toString(Logins.LIFETIME.dividedBy(2).plusMinutes(1).toMillis()));

        AccessToken grant = obtain(replicas.two, "");

        assertThat(grant.token()).isEqualTo("secret-1");
        assertThat(grant.lifetime()).isEqualTo(Logins.LIFETIME);
        assertThat(grant.untilRenewal()).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(1));
        assertThat(logins.begun()).isEqualTo(1);
    }

    @Test
    void renewsARefusedTokenOnceForBoth() {
        obtain(replicas.one, "");
        assertThat(tokens(10, "secret-1", replicas.one, replicas.two)).containsOnly("secret-2");

        assertThat(obtain(replicas.two, "secret-1").token()).isEqualTo("secret-2");
        assertThat(logins.begun()).isEqualTo(2);
    }

    @Test
    void renewsATokenOnceForBothWhenHalfOfItsLifeIsOver() {
        obtain(replicas.one, "");
        replicas.one.command("PEXPIRE", at("grant"), Long.toString(Logins.LIFETIME.dividedBy(2).toMillis()));

        assertThat(tokens(10, "", replicas.one, replicas.two)).containsOnly("secret-2");
        assertThat(logins.begun()).isEqualTo(2);
    }

    @Test
    void sharesNothingWithoutAKey() {
        try (Replica third = replicas.another(Map.of()); Replica fourth = replicas.another(Map.of())) {
            assertThat(tokens(1, "", third, fourth)).containsExactlyInAnyOrder("secret-1", "secret-2");
            assertThat(replicas.one.command("EXISTS", at("grant"), at("login"))).isEqualTo("0");
        }
    }

    @Test
    void logsInWhenWhatLiesThereWasClosedWithAnotherKey() {
        try (Replica other = replicas.another(key(2))) {
            obtain(other, "");

            assertThat(obtain(replicas.one, "").token()).isEqualTo("secret-2");
        }
    }

    static Stream<UnaryOperator<String>> damages() {
        return Stream.of(sealed -> "", sealed -> "!", sealed -> "AAAA", sealed -> sealed.substring(0, 16),
                sealed -> (sealed.startsWith("A") ? "B" : "A") + sealed.substring(1),
                sealed -> sealed.substring(0, sealed.length() - 8) + "AAAAAAAA", sealed -> sealed + sealed);
    }

    @ParameterizedTest
    @MethodSource("damages")
    void logsInWhenWhatLiesThereWasChanged(UnaryOperator<String> damage) {
        obtain(replicas.one, "");
        replicas.one.command("SET", at("grant"), damage.apply(replicas.one.command("GET", at("grant"))), "KEEPTTL");

        assertThat(obtain(replicas.two, "").token()).isEqualTo("secret-2");
        assertThat(replicas.two.health.isDown()).isFalse();
    }

    @Test
    void logsInWhenWhatLiesThereBelongsToAnotherApp() {
        String other = app();
        replicas.one.tokens.obtain(other, "", logins).await().atMost(SOON);
        String theirs = replicas.one.command("GET", at("grant").replace(app, other));
        replicas.one.command("SET", at("grant"), theirs, "PX", Long.toString(Logins.LIFETIME.toMillis()));

        assertThat(obtain(replicas.two, "").token()).isEqualTo("secret-2");
    }

    @Test
    void keepsNoTokenInTheOpenAndForgetsItWhenItExpires() {
        String token = obtain(replicas.one, "").token();

        String stored = replicas.one.command("GET", at("grant"));
        assertThat(stored).doesNotContain(token);
        assertThat(new String(Base64.getDecoder().decode(stored), ISO_8859_1))
                .doesNotContain(token);
        assertThat(Long.parseLong(replicas.one.command("PTTL", at("grant")))).isPositive()
                .isLessThanOrEqualTo(Logins.LIFETIME.toMillis());
    }
}
