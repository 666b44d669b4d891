package org.friendsgateway.redis;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.redis.TwoReplicas.SOON;
import static org.friendsgateway.redis.TwoReplicas.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.friendsgateway.LogLines;
import org.friendsgateway.idempotency.IdempotencyStore.Attempt;
import org.friendsgateway.idempotency.IdempotencyStore.BeginResult;
import org.friendsgateway.idempotency.IdempotencyStore.StoredResponse;
import org.friendsgateway.lock.UserLocks.Lock;
import org.friendsgateway.lock.UserLocks.Request;
import org.friendsgateway.process.RealRedis;
import org.friendsgateway.quota.Priority;
import org.friendsgateway.quota.Quota.Demand;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.quota.Quota.Waiting;
import org.friendsgateway.token.redis.Logins;
import org.friendsgateway.token.redis.RedisTokenStoreFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user of Redis that has the rights that src/docs/redis.md lists, and no others. */
class RedisRightsTest {

    private static final Pattern DOCUMENTED_USER = Pattern.compile("(?m)^user (friends-gateway) on ><password> (.+)$");
    private static final Pattern COMMAND = Pattern.compile("\\+(\\w+)");
    private static final Pattern COUNTED = Pattern.compile("cmdstat_(\\w+)");
    private static final Pattern TIMES = Pattern.compile("cmdstat_eval(?:sha)?:calls=(\\d+)");
    private static final Pattern REFUSED_TIMES = Pattern.compile("cmdstat_eval(?:sha)?:.*rejected_calls=(\\d+)");
    /** The commands of the test itself, and those of a new connection, which need no right. */
    private static final Set<String> OTHERS = Set.of("acl", "config", "info", "script", "hello", "auth");
    private static final int MANY_HEARTBEATS = 10;
    private static final String APP = "fake:chat";

    private final LogLines log = new LogLines("org.friendsgateway");
    private final Map<String, String> keys = new HashMap<>(RedisTokenStoreFixture.key(1));
    private RealRedis redis;
    private String rights;

    RealRedis server() throws IOException {
        return new RealRedis();
    }

    @BeforeEach
    void start() throws IOException {
        redis = server();
        Matcher line = DOCUMENTED_USER.matcher(Files.readString(Path.of("src", "docs", "redis.md")));
        assertThat(line.find()).isTrue();
        rights = line.group(2);
        keys.put("gateway.coordination.heartbeat", "50ms");
        setUser(rights);
    }

    @AfterEach
    void stop() {
        log.close();
        redis.close();
    }

    private void setUser(String changed) throws IOException {
        redis.command("ACL", "SETUSER", "friends-gateway", "on", ">a-password", changed);
    }

    private Replica replica() {
        return new Replica("redis://127.0.0.1:" + redis.port() + "?user=friends-gateway&password=a-password", APP, 100, keys);
    }

    private static Lease waiting(Replica replica, String caller) {
        return replica.quota.lease(Demand.of(Priority.SINGLE, new Waiting(1, caller), Priority.SINGLE)).await().atMost(SOON);
    }

    /** Uses everything that replicas share. */
    private static void shareEverything(Replica one, Replica two, String name) {
        one.awaitPermit();
        Lease[] lease = new Lease[1];
        until(() -> (lease[0] = waiting(two, name)).permit() != null, SOON);
        two.quota.release(Objects.requireNonNull(lease[0].permit()));
        one.quota.pauseFor(ofMillis(10));
        one.awaitPermit();
        AtomicReference<Lock> handedOver = new AtomicReference<>();
        Lock first = one.userLocks.lock(APP, name, Request.single(null)).await().atMost(SOON);
        two.userLocks.lock(APP, name, Request.single(null)).subscribe().with(handedOver::set);
        until(() -> isQueued(one, name), SOON);
        first.release();
        until(() -> handedOver.get() != null, SOON);
        handedOver.get().release();
        Attempt attempt = started(one, name);
        attempt.record("a").await().atMost(SOON);
        attempt.end(null).await().atMost(SOON);
        Attempt resumed = started(two, name);
        assertThat(resumed.earlier().recorded()).containsExactly("a");
        resumed.end(new StoredResponse(200, "{}")).await().atMost(SOON);
        assertThat(one.idempotency.begin(name, "body").await().atMost(SOON))
                .isInstanceOf(BeginResult.Answered.class);
        Logins logins = new Logins();
        one.tokens.obtain("fake:" + name, "", logins).await().atMost(SOON);
        two.tokens.obtain("fake:" + name, "", logins).await().atMost(SOON);
        assertThat(logins.begun()).isEqualTo(1);
    }

    private static boolean isQueued(Replica replica, String user) {
        return replica.command("EVAL", "return redis.call('ZCARD', KEYS[1])", "1", RedisKeys.ofApp(APP, "turn-line:" + user))
                .equals("1");
    }

    private static Attempt started(Replica replica, String key) {
        return ((BeginResult.Started) replica.idempotency.begin(key, "body").await().atMost(SOON)).attempt();
    }

    @Test
    void needsExactlyTheDocumentedRights() throws IOException {
        redis.command("CONFIG", "RESETSTAT");
        try (Replica one = replica(); Replica two = replica()) {
            until(() -> !one.health.isDown() && !two.health.isDown(), SOON);
            shareEverything(one, two, "first");
            redis.command("SCRIPT", "FLUSH");
            shareEverything(one, two, "second");
            awaitHeartbeats();
            assertThat(redis.command("ACL", "LOG")).isEmpty();
            assertThat(log.with("refuses")).isEmpty();
            assertThat(log.with("Redis is down")).isEmpty();
        }
        assertThat(names(COUNTED, redis.command("INFO", "commandstats"))).isEqualTo(names(COMMAND, rights));
    }

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult found) -> found.group(1)).filter(name -> !OTHERS.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void awaitHeartbeats() throws IOException {
        long goal = heartbeats() + MANY_HEARTBEATS;
        until(() -> heartbeats() >= goal, SOON);
    }

    private long heartbeats() {
        try {
            String stats = redis.command("INFO", "commandstats");
            return List.of(TIMES, REFUSED_TIMES).stream().flatMap(times -> times.matcher(stats).results())
                    .mapToLong(found -> Long.parseLong(found.group(1))).sum();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @ParameterizedTest
    @CsvSource({ "-zpopmin, ZPOPMIN", "-hset, HSET", "-evalsha, evalsha", "-eval, eval", "-zadd, ZADD", "-time, TIME",
            "resetchannels, PUBLISH", "resetkeys ~other:*, friends-gateway:*" })
    void fallsBackAndNamesAMissingRightOnce(String change, String name) throws IOException {
        setUser(change);
        redis.command("SCRIPT", "FLUSH");
        try (Replica replica = replica()) {
            until(() -> !log.with("refuses a right").isEmpty(), SOON);
            awaitHeartbeats();
            assertThat(replica.health.isDown()).isTrue();
            replica.awaitPermit();
            assertThat(started(replica, "key").reliable()).isFalse();
            assertThat(log.with("refuses a right")).singleElement()
                    .satisfies(line -> assertThat(line.message()).contains(name).doesNotContain("a-password"));
            assertThat(log.with("Redis is")).isEmpty();

            setUser(rights);
            until(() -> !replica.health.isDown(), SOON);
        }
    }

    @Test
    void namesARightOnceThatIsRevoked() throws IOException {
        try (Replica replica = replica()) {
            until(() -> !replica.health.isDown(), SOON);
            setUser("-hset");
            assertThat(started(replica, "key").reliable()).isFalse();
            assertThat(replica.health.isDown()).isTrue();
            until(() -> !log.with("HSET").isEmpty(), SOON);
            awaitHeartbeats();
            assertThat(replica.health.isDown()).isTrue();
            assertThat(log.with("HSET")).hasSize(1);
            assertThat(log.with("Redis is down")).hasSize(1);
        }
    }

    @Test
    void namesTheRightToSubscribeOnceAndWorksWithoutIt() throws IOException {
        setUser("-subscribe");
        try (Replica one = replica(); Replica two = replica()) {
            until(() -> !one.health.isDown() && !two.health.isDown(), SOON);
            shareEverything(one, two, "without channel");
            until(() -> log.with("no right to SUBSCRIBE").size() == 2, SOON);
            awaitHeartbeats();
            assertThat(log.with("no right to SUBSCRIBE")).hasSize(2);
            assertThat(one.health.isDown()).isFalse();
        }
    }
}
