package org.friendsgateway.coordination.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.SOON;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.TokenStore.AccessToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one replica logged in for serves the other. */
class RedisTokenStoreTest extends RedisTokenStoreFixture {

    @Test
    void logsInOnceForAllWhoWaitAtBothReplicas() {
        logins.hold();
        List<UniAssertSubscriber<AccessToken>> waiting = IntStream.range(0, 50).boxed()
                .flatMap(i -> Stream.of(wait(one), wait(two))).toList();
        untilInLine(99);
        logins.letGo();
        waiting.forEach(waiter -> assertThat(waiter.awaitItem(SOON).getItem().token()).isEqualTo("secret-1"));

        assertThat(logins.begun()).isEqualTo(1);
        untilFree();
    }

    @Test
    void takesWhatAnotherReplicaLoggedInForLongAgo() {
        obtain(one, "");
        command("PEXPIRE", at("grant"), Long.toString(Logins.LIFETIME.dividedBy(2).plusMinutes(1).toMillis()));

        AccessToken grant = obtain(two, "");

        assertThat(grant.token()).isEqualTo("secret-1");
        assertThat(grant.lifetime()).isEqualTo(Logins.LIFETIME);
        assertThat(grant.untilRenewal()).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(1));
        assertThat(logins.begun()).isEqualTo(1);
    }

    @Test
    void renewsARefusedTokenOnceForBoth() {
        obtain(one, "");
        assertThat(tokens(10, "secret-1", one, two)).containsOnly("secret-2");

        assertThat(obtain(two, "secret-1").token()).isEqualTo("secret-2");
        assertThat(logins.begun()).isEqualTo(2);
    }

    @Test
    void renewsATokenOnceForBothWhenHalfOfItsLifeIsOver() {
        obtain(one, "");
        command("PEXPIRE", at("grant"), Long.toString(Logins.LIFETIME.dividedBy(2).toMillis()));

        assertThat(tokens(10, "", one, two)).containsOnly("secret-2");
        assertThat(logins.begun()).isEqualTo(2);
    }

    @Test
    void sharesNothingWithoutAKey() {
        try (Replica third = replica(Map.of()); Replica fourth = replica(Map.of())) {
            assertThat(tokens(1, "", third, fourth)).containsExactlyInAnyOrder("secret-1", "secret-2");
            assertThat(command("EXISTS", at("grant"), at("login"))).isEqualTo("0");
        }
    }

    @Test
    void logsInWhenWhatLiesThereWasClosedWithAnotherKey() {
        try (Replica other = replica(key(2))) {
            obtain(other, "");

            assertThat(obtain(one, "").token()).isEqualTo("secret-2");
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
        obtain(one, "");
        command("SET", at("grant"), damage.apply(command("GET", at("grant"))), "KEEPTTL");

        assertThat(obtain(two, "").token()).isEqualTo("secret-2");
        assertThat(two.coordination.degraded()).isFalse();
    }

    @Test
    void logsInWhenWhatLiesThereBelongsToAnotherApp() {
        AppProfile other = app();
        one.coordination.tokens().obtain(other, "", logins).await().atMost(SOON);
        String theirs = command("GET", at("grant").replace(app.name(), other.name()));
        command("SET", at("grant"), theirs, "PX", Long.toString(Logins.LIFETIME.toMillis()));

        assertThat(obtain(two, "").token()).isEqualTo("secret-2");
    }

    @Test
    void keepsNoTokenInTheOpenAndForgetsItWhenItExpires() {
        String token = obtain(one, "").token();

        String stored = command("GET", at("grant"));
        assertThat(stored).doesNotContain(token);
        assertThat(new String(Base64.getDecoder().decode(stored), ISO_8859_1))
                .doesNotContain(token);
        assertThat(Long.parseLong(command("PTTL", at("grant")))).isPositive()
                .isLessThanOrEqualTo(Logins.LIFETIME.toMillis());
    }
}
