package org.friendsgateway.coordination.local;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.friendsgateway.coordination.Coordination;
import org.friendsgateway.coordination.CoordinationConfig;
import org.friendsgateway.coordination.IdempotencyStore;
import org.friendsgateway.coordination.UserLocks;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.RateSchedule;
import org.friendsgateway.quota.local.LocalQuota;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.TokenStore;

/** The gateway as a single replica: nothing is shared with anybody. */
public final class LocalCoordination implements Coordination {

    private final Map<String, Quota> quotas = new ConcurrentHashMap<>();
    private final TokenStore grants = new LocalTokenStore();
    private final CoordinationConfig config;
    private final Scheduler scheduler;
    private final UserLocks userLocks;
    private final IdempotencyStore idempotency = new LocalIdempotency();

    public LocalCoordination(CoordinationConfig config, Scheduler scheduler) {
        this.config = config;
        this.scheduler = scheduler;
        this.userLocks = new LocalUserLocks(config.maxWaitingPerUser(), scheduler);
    }

    @Override
    public Quota quota(AppProfile app) {
        return quotas.computeIfAbsent(app.name(),
                name -> new LocalQuota(RateSchedule.of(app.callsPerSecond(), config.quotaMargin()), scheduler));
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
        return false;
    }

    @Override
    public int replicas() {
        return 1;
    }

    @Override
    public TokenStore tokens() {
        return grants;
    }
}
