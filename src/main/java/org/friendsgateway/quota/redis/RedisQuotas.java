package org.friendsgateway.quota.redis;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import org.friendsgateway.quota.Quotas;
import org.friendsgateway.quota.RateSchedule;
import org.friendsgateway.redis.RedisHealth;
import org.friendsgateway.time.Scheduler;

/** The quotas that replicas share in Redis. */
public final class RedisQuotas implements Quotas {

    private final Map<String, RedisQuota> quotas = new ConcurrentHashMap<>();
    private final double margin;
    private final RedisHealth health;
    private final Scheduler scheduler;

    /** @param margin see {@link RateSchedule#of} */
    public RedisQuotas(double margin, RedisHealth health, Scheduler scheduler) {
        this.margin = margin;
        this.health = health;
        this.scheduler = scheduler;
    }

    @Override
    public RedisQuota of(String app, int callsPerSecond) {
        RedisQuota quota = new RedisQuota(app, RateSchedule.of(callsPerSecond, margin), health, scheduler);
        quotas.put(app, quota);
        health.addFallback(quota);
        return quota;
    }

    /** The quota that was made of an app. */
    public RedisQuota of(String app) {
        return Objects.requireNonNull(quotas.get(app), app);
    }

    @Override
    public boolean isDegraded() {
        return health.isDown();
    }

    @Override
    public int replicas() {
        return health.replicas();
    }
}
