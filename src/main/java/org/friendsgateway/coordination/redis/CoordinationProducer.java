package org.friendsgateway.coordination.redis;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.arc.InjectableInstance;
import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;

import org.friendsgateway.coordination.Coordination;
import org.friendsgateway.coordination.CoordinationConfig;
import org.friendsgateway.coordination.local.LocalCoordination;
import org.friendsgateway.redis.RedisConnections;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.vendor.TokenStore;
import org.jboss.logging.Logger;

/** Chooses how to coordinate: by Redis where its hosts are configured, else within the process. */
@Singleton
final class CoordinationProducer implements RedisOptionsCustomizer {

    private static final Logger LOG = Logger.getLogger(CoordinationProducer.class);

    private RedisOptions options = new RedisOptions();

    /** Changes nothing: the connections for scripts are opened as the operator has it, too. */
    @Override
    public void customize(String clientName, RedisOptions options) {
        this.options = options;
    }

    @Produces
    @Singleton
    Coordination coordination(InjectableInstance<ReactiveRedisDataSource> redis, CoordinationConfig config, Scheduler scheduler,
            Vertx vertx) {
        if (redis.getHandle().getBean().isActive()) {
            return new RedisCoordination(redis.get(), new RedisConnections(vertx, options, config.redisTimeout()), config,
                    scheduler, vertx);
        }
        LOG.info("quarkus.redis.hosts is not set: this is a single replica and counts the quota by itself");
        return new LocalCoordination(config, scheduler);
    }

    /** For vendors, who do not know what else the replicas share. */
    @Produces
    @Singleton
    TokenStore grants(Coordination coordination) {
        return coordination.tokens();
    }
}
