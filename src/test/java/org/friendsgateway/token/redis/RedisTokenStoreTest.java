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

/** The token of one replica serves the other. */
class RedisTokenStoreTest extends RedisTokenStoreFixture {

    @Test
    void logsInOnceForBothReplicas() {
        logins.hold();
        List<UniAssertSubscriber<AccessToken>> waiting = IntStream.range(0, 50).boxed()
                .flatMap(i -> Stream.of(wait(replicas.one), wait(replicas.two))).toList();
        untilWaiting(99);
        logins.answerAll();
        waiting.forEach(waiter -> assertThat(waiter.awaitItem(SOON).getItem().token()).isEqualTo("secret-1"));

        assertThat(logins.begun()).isEqualTo(1);
        untilFree();
    }

    @Test
    void usesATokenOfTheOtherReplica() {
        obtain(replicas.one, "");
        replicas.one.command("PEXPIRE", at("grant"), Long.toString(Logins.LIFETIME.dividedBy(2).plusMinutes(1).toMillis()));

        AccessToken token = obtain(replicas.two, "");

        assertThat(token.token()).isEqualTo("secret-1");
        assertThat(token.lifetime()).isEqualTo(Logins.LIFETIME);
        assertThat(token.untilRenewal()).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(1));
        assertThat(logins.begun()).isEqualTo(1);
    }

    @Test
    void renewsARefusedTokenOnce() {
        obtain(replicas.one, "");
        assertThat(tokens(10, "secret-1", replicas.one, replicas.two)).containsOnly("secret-2");

        assertThat(obtain(replicas.two, "secret-1").token()).isEqualTo("secret-2");
        assertThat(logins.begun()).isEqualTo(2);
    }

    @Test
    void renewsATokenOnceAfterHalfOfItsLifetime() {
        obtain(replicas.one, "");
        replicas.one.command("PEXPIRE", at("grant"), Long.toString(Logins.LIFETIME.dividedBy(2).toMillis()));

        assertThat(tokens(10, "", replicas.one, replicas.two)).containsOnly("secret-2");
        assertThat(logins.begun()).isEqualTo(2);
    }

    @Test
    void sharesNoTokenWithoutAnEncryptionKey() {
        try (Replica third = replicas.another(Map.of()); Replica fourth = replicas.another(Map.of())) {
            assertThat(tokens(1, "", third, fourth)).containsExactlyInAnyOrder("secret-1", "secret-2");
            assertThat(replicas.one.command("EXISTS", at("grant"), at("login"))).isEqualTo("0");
        }
    }

    @Test
    void ignoresATokenEncryptedWithAnotherKey() {
        try (Replica other = replicas.another(key(2))) {
            obtain(other, "");

            assertThat(obtain(replicas.one, "").token()).isEqualTo("secret-2");
        }
    }

    static Stream<UnaryOperator<String>> damages() {
        return Stream.of(stored -> "", stored -> "!", stored -> "AAAA", stored -> stored.substring(0, 16),
                stored -> (stored.startsWith("A") ? "B" : "A") + stored.substring(1),
                stored -> stored.substring(0, stored.length() - 8) + "AAAAAAAA", stored -> stored + stored);
    }

    @ParameterizedTest
    @MethodSource("damages")
    void ignoresADamagedToken(UnaryOperator<String> damage) {
        obtain(replicas.one, "");
        replicas.one.command("SET", at("grant"), damage.apply(replicas.one.command("GET", at("grant"))), "KEEPTTL");

        assertThat(obtain(replicas.two, "").token()).isEqualTo("secret-2");
        assertThat(replicas.two.health.isDown()).isFalse();
    }

    @Test
    void ignoresTheTokenOfAnotherApp() {
        String other = app();
        replicas.one.tokens.obtain(other, "", logins).await().atMost(SOON);
        String theirs = replicas.one.command("GET", at("grant").replace(app, other));
        replicas.one.command("SET", at("grant"), theirs, "PX", Long.toString(Logins.LIFETIME.toMillis()));

        assertThat(obtain(replicas.two, "").token()).isEqualTo("secret-2");
    }

    @Test
    void storesOnlyEncryptedTokensUntilTheyExpire() {
        String secret = obtain(replicas.one, "").token();

        String stored = replicas.one.command("GET", at("grant"));
        assertThat(stored).doesNotContain(secret);
        assertThat(new String(Base64.getDecoder().decode(stored), ISO_8859_1))
                .doesNotContain(secret);
        assertThat(Long.parseLong(replicas.one.command("PTTL", at("grant")))).isPositive()
                .isLessThanOrEqualTo(Logins.LIFETIME.toMillis());
    }
}
