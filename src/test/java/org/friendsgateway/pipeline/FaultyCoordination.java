package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.TestConfig;
import org.friendsgateway.coordination.Coordination;
import org.friendsgateway.coordination.CoordinationConfig;
import org.friendsgateway.coordination.IdempotencyStore;
import org.friendsgateway.coordination.UserLocks;
import org.friendsgateway.coordination.UserLocks.Lock;
import org.friendsgateway.coordination.local.LocalCoordination;
import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.quota.RateSchedule;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.TokenStore;
import org.jspecify.annotations.Nullable;

/** Coordination within a process whose permits and turns may become void, as those of replicas that lose one another. */
final class FaultyCoordination implements Coordination {

    private final LocalCoordination steady;
    private int era;
    private int round;

    FaultyCoordination(Scheduler scheduler) {
        steady = new LocalCoordination(TestConfig.of(CoordinationConfig.class, Map.of()), scheduler);
    }

    /** Voids all permits that were leased before. */
    void voidPermits() {
        era++;
    }

    /** Gives all turns that were taken before to others. */
    void endTurns() {
        round++;
    }

    @Override
    public Quota quota(AppProfile app) {
        return new ShakyQuota(steady.quota(app));
    }

    @Override
    public UserLocks userLocks() {
        return (app, user, demand) -> steady.userLocks().take(app, user, demand).<Lock> map(ShakyTurn::new);
    }

    @Override
    public IdempotencyStore idempotency() {
        return steady.idempotency();
    }

    @Override
    public boolean degraded() {
        return steady.degraded();
    }

    @Override
    public int replicas() {
        return steady.replicas();
    }

    @Override
    public TokenStore tokens() {
        return steady.tokens();
    }

    private final class ShakyTurn implements Lock {

        private final Lock turn;
        private final int taken = round;

        ShakyTurn(Lock turn) {
            this.turn = turn;
        }

        @Override
        public boolean held() {
            return taken == round;
        }

        @Override
        public @Nullable Lease lease() {
            return turn.lease();
        }

        @Override
        public void release() {
            turn.release();
        }
    }

    private final class ShakyQuota implements Quota {

        private final Quota quota;
        private final Map<Permit, Integer> eras = new HashMap<>();

        ShakyQuota(Quota quota) {
            this.quota = quota;
        }

        @Override
        public Uni<Lease> lease(Demand demand) {
            return quota.lease(demand).invoke(lease -> {
                if (lease.permit() != null) {
                    eras.put(lease.permit(), era);
                }
            });
        }

        @Override
        public boolean isValid(Permit permit, long now) {
            return Objects.equals(eras.get(permit), era) && quota.isValid(permit, now);
        }

        @Override
        public void sent(Permit permit) {
            quota.sent(permit);
        }

        @Override
        public void ended(Permit permit) {
            quota.ended(permit);
        }

        @Override
        public void release(Permit permit) {
            quota.release(permit);
        }

        @Override
        public void pauseFor(Duration pause) {
            quota.pauseFor(pause);
        }

        @Override
        public Duration pauseLeft() {
            return quota.pauseLeft();
        }

        @Override
        public RateSchedule schedule() {
            return quota.schedule();
        }
    }
}
