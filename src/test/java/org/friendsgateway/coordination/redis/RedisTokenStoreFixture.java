package org.friendsgateway.coordination.redis;

import static java.time.Duration.ofSeconds;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.SOON;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.until;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

import org.friendsgateway.process.RealRedis;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.TokenStore.AccessToken;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Two replicas that log in for the same apps, over a real Redis. */
abstract class RedisTokenStoreFixture {

    private static final AtomicInteger APPS = new AtomicInteger();

    static RealRedis redis;
    static Replica one;
    static Replica two;
    final AppProfile app = app();
    final Logins logins = new Logins();

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

    static AppProfile app() {
        return new AppProfile("login" + APPS.incrementAndGet(), "fake", 10, 10);
    }

    static Map<String, String> key(int filling) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) filling);
        // On a busy machine Redis is slow, which is another thing than lost.
        return Map.of("gateway.coordination.encryption-key", Base64.getEncoder().encodeToString(bytes),
                "gateway.coordination.redis-timeout", "3s");
    }

    static Replica replica(Map<String, String> keys) {
        Replica replica = new Replica(redis, app(), keys);
        found(replica);
        return replica;
    }

    final Uni<AccessToken> obtaining(Replica replica, String refused) {
        return replica.coordination.tokens().obtain(app, refused, logins);
    }

    final AccessToken obtain(Replica replica, String refused) {
        return obtaining(replica, refused).await().atMost(SOON);
    }

    final UniAssertSubscriber<AccessToken> wait(Replica replica) {
        return obtaining(replica, "").subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    final List<String> tokens(int times, String refused, Replica... replicas) {
        List<Uni<AccessToken>> waiting = IntStream.range(0, times).boxed()
                .flatMap(i -> Stream.of(replicas).map(replica -> obtaining(replica, refused))).toList();
        return Uni.join().all(waiting).andFailFast().await().atMost(SOON).stream().map(AccessToken::token).toList();
    }

    final String command(String command, String... words) {
        return String.valueOf(one.redis.execute(command, words).await().atMost(SOON));
    }

    final String at(String what) {
        return "friends-gateway:{fake:" + app.name() + "}:" + what;
    }

    /** Waits until nobody holds the right to log in, nor wants it. */
    final void untilFree() {
        until(() -> command("EXISTS", at("login"), at("login-line")).equals("0"), ofSeconds(10));
    }

    final void untilInLine(int number) {
        until(() -> command("ZCARD", at("login-line")).equals(Integer.toString(number)), SOON);
    }
}
