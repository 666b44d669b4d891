package org.friendsgateway.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.runtime.datasource.ReactiveRedisDataSourceImpl;
import io.quarkus.runtime.configuration.DurationConverter;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisAPI;
import io.vertx.redis.client.RedisOptions;

import org.friendsgateway.TestConfig;
import org.friendsgateway.idempotency.IdempotencyStore;
import org.friendsgateway.idempotency.redis.RedisIdempotencyStore;
import org.friendsgateway.lock.LockConfig;
import org.friendsgateway.lock.UserLocks;
import org.friendsgateway.lock.local.LocalUserLocks;
import org.friendsgateway.lock.redis.RedisUserLocks;
import org.friendsgateway.process.RealRedis;
import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.Priority;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.Quota.Demand;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.quota.Quota.Waiting;
import org.friendsgateway.quota.QuotaConfig;
import org.friendsgateway.quota.redis.RedisQuotas;
import org.friendsgateway.time.RealScheduler;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.token.TokenStore;
import org.friendsgateway.token.local.LocalTokenStore;
import org.friendsgateway.token.redis.RedisTokenStore;
import org.friendsgateway.token.redis.TokenCipher;

/** One of several replicas on the same Redis, with its own connections and heartbeat. */
public final class Replica implements AutoCloseable {

    public final Vertx vertx = Vertx.vertx();
    public final Scheduler scheduler = RealScheduler.of(vertx);
    public final ReactiveRedisDataSource redis;
    public final RedisHealth health;
    public final UserLocks userLocks;
    public final IdempotencyStore idempotency;
    public final TokenStore tokens;
    public Quota quota;
    private final RedisQuotas quotas;

    /** A replica that leases permits of an app. */
    public Replica(RealRedis server, String app, int callsPerSecond) {
        this(server, app, callsPerSecond, Map.of());
    }

    public Replica(RealRedis server, String app, int callsPerSecond, Map<String, String> keys) {
        this("redis://127.0.0.1:" + server.port(), app, callsPerSecond, keys);
    }

    public Replica(String url, String app, int callsPerSecond, Map<String, String> keys) {
        io.vertx.mutiny.core.Vertx mutiny = new io.vertx.mutiny.core.Vertx(vertx);
        RedisOptions options = new RedisOptions().setMaxPoolSize(16).setMaxPoolWaiting(10_000).setMaxWaitingHandlers(10_000)
                .setConnectionString(url)
                .setNetClientOptions(new NetClientOptions().setReadIdleTimeout(readIdleTimeoutSeconds()));
        Redis client = Redis.createClient(mutiny, options);
        redis = new ReactiveRedisDataSourceImpl(mutiny, client, RedisAPI.api(client));
        RedisConfig config = TestConfig.of(RedisConfig.class, keys);
        health = new RedisHealth(new RedisConnections(vertx, options, config.redisTimeout()), config, scheduler);
        RedisLeases leases = new RedisLeases(health, scheduler);
        leases.listen(redis);
        health.start(vertx);
        quotas = new RedisQuotas(TestConfig.of(QuotaConfig.class, keys).quotaMargin(), health, scheduler);
        userLocks = new RedisUserLocks(
                new LocalUserLocks(TestConfig.of(LockConfig.class, keys).maxWaitingPerUser(), scheduler), leases, quotas);
        idempotency = new RedisIdempotencyStore(leases);
        tokens = config.encryptionKey()
                .<TokenStore> map(key -> new RedisTokenStore(new TokenCipher(key), leases, scheduler))
                .orElseGet(LocalTokenStore::new);
        quota = quotas.of(app, callsPerSecond);
    }

    private static int readIdleTimeoutSeconds() {
        try (InputStream file = Objects.requireNonNull(Replica.class.getResourceAsStream("/application.properties"))) {
            Properties properties = new Properties();
            properties.load(file);
            return (int) DurationConverter.parseDuration(properties.getProperty("quarkus.redis.tcp.read-idle-timeout"))
                    .toSeconds();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Leases permits of another app from now on. */
    public void use(String app, int callsPerSecond) {
        quota = quotas.of(app, callsPerSecond);
    }

    /** Asks for a permit for a single caller. */
    @CanIgnoreReturnValue
    public Lease lease() {
        return quota.lease(Demand.of(Priority.SINGLE, new Waiting(1, ""), null)).await().atMost(TwoReplicas.SOON);
    }

    /** Leases a permit as soon as there is one. */
    public Permit awaitPermit() {
        AtomicReference<Permit> permit = new AtomicReference<>();
        TwoReplicas.until(() -> {
            permit.set(lease().permit());
            return permit.get() != null;
        }, TwoReplicas.SOON);
        return permit.get();
    }

    /** Runs a Redis command; gives its reply as text, {@code null} for none. */
    @CanIgnoreReturnValue
    public String command(String command, String... words) {
        return String.valueOf(redis.execute(command, words).await().atMost(TwoReplicas.SOON));
    }

    /** Runs a task on an event loop. */
    public void run(Runnable task) {
        vertx.runOnContext(ignored -> task.run());
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
