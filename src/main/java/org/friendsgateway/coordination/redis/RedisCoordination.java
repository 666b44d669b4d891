package org.friendsgateway.coordination.redis;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.vertx.core.Vertx;

import org.friendsgateway.coordination.Coordination;
import org.friendsgateway.coordination.CoordinationConfig;
import org.friendsgateway.coordination.IdempotencyStore;
import org.friendsgateway.coordination.UserLocks;
import org.friendsgateway.coordination.local.LocalTokenStore;
import org.friendsgateway.coordination.local.LocalUserLocks;
import org.friendsgateway.quota.redis.RedisQuota;
import org.friendsgateway.redis.RedisConnections;
import org.friendsgateway.redis.RedisHealth;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.TokenStore;

/** Many replicas that share what they share in Redis. */
final class RedisCoordination implements Coordination {

    private final Map<String, RedisQuota> quotas = new ConcurrentHashMap<>();
    private final TokenStore grants;
    private final CoordinationConfig config;
    private final Scheduler scheduler;
    private final RedisHealth link;
    private final UserLocks userLocks;
    private final IdempotencyStore idempotency;

    /** @param redis by which messages of other replicas come, where {@code scripts} go */
    RedisCoordination(ReactiveRedisDataSource redis, RedisConnections scripts, CoordinationConfig config, Scheduler scheduler,
            Vertx vertx) {
        this.config = config;
        this.scheduler = scheduler;
        this.link = new RedisHealth(scripts, config, scheduler);
        RedisLeases leases = new RedisLeases(link, scheduler);
        this.userLocks = new RedisUserLocks(new LocalUserLocks(config.maxWaitingPerUser(), scheduler), leases, link,
                this::quota);
        this.idempotency = new RedisIdempotency(link, leases);
        leases.listen(redis);
        link.start(vertx);
        this.grants = config.encryptionKey()
                .<TokenStore> map(key -> new RedisTokenStore(new TokenCipher(key), leases, link, scheduler))
                .orElseGet(LocalTokenStore::new);
    }

    @Override
    public RedisQuota quota(AppProfile app) {
        return quotas.computeIfAbsent(app.name(), name -> {
            RedisQuota quota = new RedisQuota(app, config.quotaMargin(), link, scheduler);
            link.add(quota);
            return quota;
        });
    }

    @Override
    public UserLocks userLocks() {
        return userLocks;
    }

    @Override
    public IdempotencyStore idempotency() {
        return idempotency;
    }

    @Override
    public boolean degraded() {
        return link.isDown();
    }

    @Override
    public int replicas() {
        return link.replicas();
    }

    @Override
    public TokenStore tokens() {
        return grants;
    }
}
