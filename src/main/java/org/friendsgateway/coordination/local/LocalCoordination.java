package org.friendsgateway.coordination.local;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.friendsgateway.coordination.Coordination;
import org.friendsgateway.coordination.CoordinationConfig;
import org.friendsgateway.coordination.IdempotencyRecords;
import org.friendsgateway.coordination.Turns;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.RateSchedule;
import org.friendsgateway.quota.local.LocalQuota;
import org.friendsgateway.time.Ticker;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.Grants;

/** The gateway as a single replica: nothing is shared with anybody. */
public final class LocalCoordination implements Coordination {

    private final Map<String, Quota> quotas = new ConcurrentHashMap<>();
    private final Grants grants = new LocalGrants();
    private final CoordinationConfig config;
    private final Ticker ticker;
    private final Turns turns;
    private final IdempotencyRecords idempotency = new LocalIdempotency();

    public LocalCoordination(CoordinationConfig config, Ticker ticker) {
        this.config = config;
        this.ticker = ticker;
        this.turns = new LocalTurns(config.maxWaitingPerUser(), ticker);
    }

    @Override
    public Quota quota(AppProfile app) {
        return quotas.computeIfAbsent(app.name(),
                name -> new LocalQuota(RateSchedule.of(app.callsPerSecond(), config.quotaMargin()), ticker));
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
        return false;
    }

    @Override
    public int replicas() {
        return 1;
    }

    @Override
    public Grants grants() {
        return grants;
    }
}
