package org.friendsgateway.coordination.redis;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.vertx.core.Vertx;

import org.friendsgateway.coordination.Coordination;
import org.friendsgateway.coordination.CoordinationConfig;
import org.friendsgateway.coordination.IdempotencyRecords;
import org.friendsgateway.coordination.Turns;
import org.friendsgateway.coordination.local.LocalGrants;
import org.friendsgateway.coordination.local.LocalTurns;
import org.friendsgateway.quota.redis.RedisQuota;
import org.friendsgateway.redis.RedisConnections;
import org.friendsgateway.redis.RedisLink;
import org.friendsgateway.time.Ticker;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.Grants;

/** Many replicas that share what they share in Redis. */
final class RedisCoordination implements Coordination {

    private final Map<String, RedisQuota> quotas = new ConcurrentHashMap<>();
    private final Grants grants;
    private final CoordinationConfig config;
    private final Ticker ticker;
    private final RedisLink link;
    private final Turns turns;
    private final IdempotencyRecords idempotency;

    /** @param redis by which messages of other replicas come, where {@code scripts} go */
    RedisCoordination(ReactiveRedisDataSource redis, RedisConnections scripts, CoordinationConfig config, Ticker ticker,
            Vertx vertx) {
        this.config = config;
        this.ticker = ticker;
        this.link = new RedisLink(scripts, config, ticker);
        RedisLeases leases = new RedisLeases(link, ticker);
        this.turns = new RedisTurns(new LocalTurns(config.maxWaitingPerUser(), ticker), leases, link, this::quota);
        this.idempotency = new RedisIdempotency(link, leases);
        leases.listen(redis);
        link.start(vertx);
        this.grants = config.encryptionKey()
                .<Grants> map(key -> new RedisGrants(new Seal(key), leases, link, ticker)).orElseGet(LocalGrants::new);
    }

    @Override
    public RedisQuota quota(AppProfile app) {
        return quotas.computeIfAbsent(app.name(), name -> {
            RedisQuota quota = new RedisQuota(app, config.quotaMargin(), link, ticker);
            link.add(quota);
            return quota;
        });
    }

    @Override
    public Turns turns() {
        return turns;
    }

    @Override
    public IdempotencyRecords idempotency() {
        return idempotency;
    }

    @Override
    public boolean degraded() {
        return link.lost();
    }

    @Override
    public int replicas() {
        return link.replicas();
    }

    @Override
    public Grants grants() {
        return grants;
    }
}
