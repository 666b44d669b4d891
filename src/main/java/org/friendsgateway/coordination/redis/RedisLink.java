package org.friendsgateway.coordination.redis;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Response;

import org.friendsgateway.coordination.CoordinationConfig;
import org.friendsgateway.time.Ticker;
import org.jboss.logging.Logger;

/** Whether Redis can be relied on, and who else relies on it. */
final class RedisLink {

    private static final Logger LOG = Logger.getLogger(RedisLink.class);
    private static final String REPLICAS = "friends-gateway:replicas";
    private static final int BEATS_OF_A_LIFE = 6;

    private final String replica = UUID.randomUUID().toString();
    private final Duration heartbeat;
    private final RedisScript reserve;
    private final RedisScript giveBack;
    private final RedisScript postpone;
    private final RedisScript beat;
    private final List<RedisQuota> quotas = new CopyOnWriteArrayList<>();
    private volatile int replicas;
    // Until the first heartbeat is answered nothing can be relied on.
    private volatile boolean lost = true;

    RedisLink(ReactiveRedisDataSource redis, CoordinationConfig config, Ticker ticker) {
        this.heartbeat = config.heartbeat();
        this.replicas = config.expectedReplicas();
        this.reserve = new RedisScript("reserve", redis, ticker, config.redisTimeout());
        this.giveBack = new RedisScript("give-back", redis, ticker, config.redisTimeout());
        this.postpone = new RedisScript("postpone", redis, ticker, config.redisTimeout());
        this.beat = new RedisScript("heartbeat", redis, ticker, config.redisTimeout());
    }

    void start(Vertx vertx) {
        // A heart beats for nobody in particular, so nobody else could subscribe to it.
        vertx.setPeriodic(1, heartbeat.toMillis(), timer -> beat().subscribe().with(counted -> {
        }, this::lose));
    }

    void add(RedisQuota quota) {
        quotas.add(quota);
    }

    boolean lost() {
        return lost;
    }

    int replicas() {
        return replicas;
    }

    RedisScript reserve() {
        return reserve;
    }

    RedisScript giveBack() {
        return giveBack;
    }

    RedisScript postpone() {
        return postpone;
    }

    /** Takes note that Redis did not answer as it should. */
    synchronized void lose(Throwable cause) {
        if (!lost) {
            lost = true;
            quotas.forEach(RedisQuota::retreat);
            LOG.warnf("Redis is lost (%s): each of the %d replicas goes on with its share of the quota", cause, replicas);
        }
    }

    private Uni<Void> beat() {
        return beat.run(REPLICAS, replica, heartbeat.multipliedBy(BEATS_OF_A_LIFE).toMillis())
                .invoke(this::counted)
                .chain(() -> lost ? comeBack() : Uni.createFrom().voidItem());
    }

    private void counted(Response alive) {
        replicas = Math.max(1, alive.toInteger());
    }

    private Uni<Void> comeBack() {
        return Multi.createFrom().iterable(quotas).onItem().transformToUniAndConcatenate(RedisQuota::comeBack)
                .collect().asList().replaceWithVoid()
                .invoke(this::found);
    }

    private synchronized void found() {
        if (lost) {
            lost = false;
            quotas.forEach(RedisQuota::rejoin);
            LOG.infof("Redis is there: the quota is shared by %d replicas", replicas);
        }
    }
}
