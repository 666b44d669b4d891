package org.friendsgateway.wiring.redis;

import java.util.Optional;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.arc.InjectableInstance;
import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;

import org.friendsgateway.idempotency.IdempotencyStore;
import org.friendsgateway.idempotency.local.LocalIdempotencyStore;
import org.friendsgateway.idempotency.redis.RedisIdempotencyStore;
import org.friendsgateway.lock.LockConfig;
import org.friendsgateway.lock.UserLocks;
import org.friendsgateway.lock.local.LocalUserLocks;
import org.friendsgateway.lock.redis.RedisUserLocks;
import org.friendsgateway.quota.QuotaConfig;
import org.friendsgateway.quota.Quotas;
import org.friendsgateway.quota.RateSchedule;
import org.friendsgateway.quota.local.LocalQuota;
import org.friendsgateway.quota.redis.RedisQuotas;
import org.friendsgateway.redis.RedisConfig;
import org.friendsgateway.redis.RedisConnections;
import org.friendsgateway.redis.RedisHealth;
import org.friendsgateway.redis.RedisLeases;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.token.TokenStore;
import org.friendsgateway.token.local.LocalTokenStore;
import org.friendsgateway.token.redis.RedisTokenStore;
import org.friendsgateway.token.redis.TokenCipher;
import org.jboss.logging.Logger;

/** Shares state with the other replicas in Redis where its hosts are configured; else this replica is the only one. */
@Singleton
final class SharedStateProducer implements RedisOptionsCustomizer {

    private static final Logger LOG = Logger.getLogger(SharedStateProducer.class);

    private RedisOptions options = new RedisOptions();

    /** Changes nothing: keeps the options that Quarkus makes of its keys, for the connections that run scripts. */
    @Override
    public void customize(String clientName, RedisOptions options) {
        this.options = options;
    }

    /** Empty where Redis is not configured. */
    @Produces
    @Singleton
    Optional<RedisLeases> redis(InjectableInstance<ReactiveRedisDataSource> client, RedisConfig config, Scheduler scheduler,
            Vertx vertx) {
        if (!client.getHandle().getBean().isActive()) {
            LOG.info("quarkus.redis.hosts is not set: this is a single replica, and counts the quota by itself");
            return Optional.empty();
        }
        // Before the options are used, because this sets them.
        ReactiveRedisDataSource messages = client.get();
        RedisHealth health = new RedisHealth(new RedisConnections(vertx, options, config.redisTimeout()), config, scheduler);
        RedisLeases leases = new RedisLeases(health, scheduler);
        leases.listen(messages);
        health.start(vertx);
        return Optional.of(leases);
    }

    @Produces
    @Singleton
    Optional<RedisQuotas> redisQuotas(Optional<RedisLeases> redis, QuotaConfig config, Scheduler scheduler) {
        return redis.map(leases -> new RedisQuotas(config.quotaMargin(), leases.health(), scheduler));
    }

    @Produces
    @Singleton
    Quotas quotas(Optional<RedisQuotas> redis, QuotaConfig config, Scheduler scheduler) {
        return redis.<Quotas> map(quotas -> quotas).orElseGet(() -> (app, callsPerSecond) -> new LocalQuota(
                RateSchedule.of(callsPerSecond, config.quotaMargin()), scheduler));
    }

    @Produces
    @Singleton
    UserLocks userLocks(Optional<RedisLeases> redis, Optional<RedisQuotas> quotas, LockConfig config, Scheduler scheduler) {
        UserLocks local = new LocalUserLocks(config.maxWaitingPerUser(), scheduler);
        return redis.<UserLocks> map(leases -> new RedisUserLocks(local, leases, quotas.orElseThrow())).orElse(local);
    }

    @Produces
    @Singleton
    IdempotencyStore idempotencyStore(Optional<RedisLeases> redis) {
        return redis.<IdempotencyStore> map(RedisIdempotencyStore::new).orElseGet(LocalIdempotencyStore::new);
    }

    @Produces
    @Singleton
    TokenStore tokenStore(Optional<RedisLeases> redis, RedisConfig config, Scheduler scheduler) {
        return redis.flatMap(leases -> config.encryptionKey()
                .<TokenStore> map(key -> new RedisTokenStore(new TokenCipher(key), leases, scheduler)))
                .orElseGet(LocalTokenStore::new);
    }
}
