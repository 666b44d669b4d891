package org.friendsgateway.coordination.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.SOON;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.until;

import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.Grants.Grant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two replicas log in for the same apps, over a real Redis. */
class RedisGrantsTest {

    private static final AtomicInteger APPS = new AtomicInteger();

    private static RealRedis redis;
    private static Replica one;
    private static Replica two;
    private final AppProfile app = app();
    private final Logins logins = new Logins();

    @BeforeAll
    static void start() throws Exception {
        redis = new RealRedis();
        one = replica(key(1));
        two = replica(key(1));
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
        one.close();
        two.close();
    }

    @BeforeEach
    void found() {
        found(one, two);
    }

    private static void found(Replica... replicas) {
        until(() -> Stream.of(replicas).noneMatch(replica -> replica.coordination.degraded()), SOON);
    }

    private static AppProfile app() {
        return new AppProfile("login" + APPS.incrementAndGet(), "fake", 10, 10);
    }

    private static Map<String, String> key(int filling) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) filling);
        return Map.of("gateway.coordination.encryption-key", Base64.getEncoder().encodeToString(bytes));
    }

    private static Replica replica(Map<String, String> keys) {
        Replica replica = new Replica(redis, app(), keys);
        found(replica);
        return replica;
    }

    private Uni<Grant> obtaining(Replica replica, String refused) {
        return replica.coordination.grants().obtain(app, refused, logins);
    }

    private Grant obtain(Replica replica, String refused) {
        return obtaining(replica, refused).await().atMost(SOON);
    }

    private UniAssertSubscriber<Grant> wait(Replica replica) {
        return obtaining(replica, "").subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private List<String> tokens(int times, String refused, Replica... replicas) {
        List<Uni<Grant>> waiting = IntStream.range(0, times).boxed()
                .flatMap(i -> Stream.of(replicas).map(replica -> obtaining(replica, refused))).toList();
        return Uni.join().all(waiting).andFailFast().await().atMost(SOON).stream().map(Grant::token).toList();
    }

    private String command(String command, String... words) {
        return String.valueOf(one.redis.execute(command, words).await().atMost(SOON));
    }

    private String at(String what) {
        return "friends-gateway:{fake:" + app.name() + "}:" + what;
    }

    private void untilInLine(int number) {
        until(() -> command("ZCARD", at("login-line")).equals(Integer.toString(number)), SOON);
    }

    @Test
    void logsInOnceForAllWhoWaitAtBothReplicas() {
        logins.hold();
        List<UniAssertSubscriber<Grant>> waiting = IntStream.range(0, 50).boxed()
                .flatMap(i -> Stream.of(wait(one), wait(two))).toList();
        untilInLine(99);
        logins.letGo();
        waiting.forEach(waiter -> assertThat(waiter.awaitItem(SOON).getItem().token()).isEqualTo("secret-1"));

        assertThat(logins.begun()).isEqualTo(1);
        until(() -> command("EXISTS", at("login"), at("login-line")).equals("0"), SOON);
    }

    @Test
    void takesWhatAnotherReplicaLoggedInForLongAgo() {
        obtain(one, "");
        command("PEXPIRE", at("grant"), Long.toString(Logins.LIFETIME.dividedBy(2).plusMinutes(1).toMillis()));

        Grant grant = obtain(two, "");

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
        one.coordination.grants().obtain(other, "", logins).await().atMost(SOON);
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

    @Test
    void tellsAFailedLoginAndLetsTheNextReplicaTry() {
        logins.hold();
        UniAssertSubscriber<Grant> first = wait(one);
        until(() -> logins.begun() == 1, SOON);
        UniAssertSubscriber<Grant> second = wait(two);
        untilInLine(1);
        logins.fail(new IllegalStateException("banned"));
        assertThatThrownBy(() -> first.awaitFailure(SOON).assertCompleted()).hasMessageContaining("banned");
        until(() -> logins.begun() == 2, SOON);
        logins.letGo();

        assertThat(second.awaitItem(SOON).getItem().token()).isEqualTo("secret-2");
        assertThat(one.coordination.degraded()).isFalse();
    }

    @Test
    void letsOthersLogInWhenNobodyWaitsAnyMore() {
        logins.hold();
        UniAssertSubscriber<Grant> leaves = wait(one);
        until(() -> logins.begun() == 1, SOON);
        leaves.cancel();
        wait(two);

        until(() -> logins.begun() == 2, SOON);
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
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(RedisGrants.PATIENCE);
    }

    @Test
    void logsInByItselfWhenRedisHangs() throws Exception {
        redis.freeze();
        try {
            assertThat(obtaining(one, "").await().atMost(ofSeconds(5)).token()).isEqualTo("secret-1");
            assertThat(obtaining(one, "secret-1").await().atMost(ofSeconds(5)).token()).isEqualTo("secret-2");
        } finally {
            redis.thaw();
        }
    }

    @Test
    void logsInByItselfWhenRedisHangsWhileItWaitsForAnother() throws Exception {
        logins.hold();
        UniAssertSubscriber<Grant> first = wait(one);
        until(() -> logins.begun() == 1, SOON);
        UniAssertSubscriber<Grant> second = wait(two);
        untilInLine(1);
        redis.freeze();
        try {
            until(() -> logins.begun() == 2, ofSeconds(5));
            logins.letGo();
            assertThat(first.awaitItem(ofSeconds(5)).getItem().token()).isEqualTo("secret-1");
            assertThat(second.awaitItem(ofSeconds(5)).getItem().token()).isEqualTo("secret-2");
        } finally {
            redis.thaw();
        }
    }
}
