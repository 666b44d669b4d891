package org.friendsgateway.coordination.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.runtime.datasource.ReactiveRedisDataSourceImpl;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisAPI;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

import org.friendsgateway.TestConfig;
import org.friendsgateway.coordination.CoordinationConfig;
import org.friendsgateway.process.RealRedis;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.Quota.Demand;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.redis.RedisConnections;
import org.friendsgateway.time.RealScheduler;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.vendor.AppProfile;

/** One of several replicas on the same Redis, each with a connection and a heartbeat of its own. */
final class Replica implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final Vertx vertx = Vertx.vertx();
    final ReactiveRedisDataSource redis;
    final Scheduler scheduler = RealScheduler.of(vertx);
    final RedisConnections connections;
    final RedisCoordination coordination;
    Quota quota;
    /** How long each command is under way before Redis sees it. */
    volatile Duration lateness = Duration.ZERO;

    Replica(RealRedis server, AppProfile app) {
        this(server, app, Map.of());
    }

    Replica(RealRedis server, AppProfile app, Map<String, String> keys) {
        this(server.port(), app, keys);
    }

    /** Reaches Redis by a port of this machine that need not be its own. */
    Replica(int port, AppProfile app, Map<String, String> keys) {
        this("redis://127.0.0.1:" + port, app, keys);
    }

    /** Reaches Redis as a user of its. */
    Replica(String url, AppProfile app, Map<String, String> keys) {
        io.vertx.mutiny.core.Vertx mutiny = new io.vertx.mutiny.core.Vertx(vertx);
        RedisOptions options = new RedisOptions().setMaxPoolSize(16).setMaxPoolWaiting(10_000).setMaxWaitingHandlers(10_000)
                .setConnectionString(url).setNetClientOptions(new NetClientOptions().setReadIdleTimeout(silence()));
        Redis client = Redis.createClient(mutiny, options);
        redis = new ReactiveRedisDataSourceImpl(mutiny, client, RedisAPI.api(client));
        CoordinationConfig config = TestConfig.of(CoordinationConfig.class, keys);
        connections = new RedisConnections(vertx, options, config.redisTimeout()) {
            @Override
            public Uni<Response> send(Request command) {
                return lateness.isZero() ? super.send(command) : scheduler.after(lateness).chain(() -> super.send(command));
            }
        };
        coordination = new RedisCoordination(redis, connections, config, scheduler, vertx);
        quota = coordination.quota(app);
    }

    /** After how many seconds the gateway gives a silent connection up. */
    private static int silence() {
        try (InputStream file = Objects.requireNonNull(Replica.class.getResourceAsStream("/application.properties"))) {
            Properties properties = new Properties();
            properties.load(file);
            return (int) DurationConverter.parseDuration(properties.getProperty("quarkus.redis.tcp.read-idle-timeout"))
                    .toSeconds();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Leases of another app from now on. */
    void use(AppProfile app) {
        quota = coordination.quota(app);
    }

    /** Asks for a permit in the name of somebody who waits alone. */
    @CanIgnoreReturnValue
    Lease lease() {
        return quota.lease(new Demand(1, "", true)).await().atMost(PATIENCE);
    }

    /** Runs a task on an event loop. */
    void run(Runnable task) {
        vertx.runOnContext(ignored -> task.run());
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
