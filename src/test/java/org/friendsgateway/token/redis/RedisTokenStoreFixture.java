package org.friendsgateway.token.redis;

import static java.time.Duration.ofSeconds;
import static org.friendsgateway.redis.TwoReplicas.SOON;
import static org.friendsgateway.redis.TwoReplicas.until;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

import org.friendsgateway.redis.Replica;
import org.friendsgateway.redis.TwoReplicas;
import org.friendsgateway.token.TokenStore.AccessToken;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two replicas that log in for the same apps, over a real Redis. */
public abstract class RedisTokenStoreFixture {

    private static final AtomicInteger APPS = new AtomicInteger();

    @RegisterExtension
    static final TwoReplicas replicas = new TwoReplicas(app(), 10, key(1));

    final String app = app();
    final Logins logins = new Logins();

    static String app() {
        return "fake:login" + APPS.incrementAndGet();
    }

    /** The configuration of an encryption key. */
    public static Map<String, String> key(int filling) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) filling);
        // On a busy machine Redis is slow, which is another thing than lost.
        return Map.of("gateway.coordination.encryption-key", Base64.getEncoder().encodeToString(bytes),
                "gateway.coordination.redis-timeout", "3s");
    }

    final Uni<AccessToken> obtaining(Replica replica, String refused) {
        return replica.tokens.obtain(app, refused, logins);
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

    final String at(String what) {
        return "friends-gateway:{" + app + "}:" + what;
    }

    /** Waits until nobody holds the right to log in, nor wants it. */
    final void untilFree() {
        until(() -> replicas.one.command("EXISTS", at("login"), at("login-line")).equals("0"), ofSeconds(10));
    }

    final void untilInLine(int number) {
        until(() -> replicas.one.command("ZCARD", at("login-line")).equals(Integer.toString(number)), SOON);
    }
}
