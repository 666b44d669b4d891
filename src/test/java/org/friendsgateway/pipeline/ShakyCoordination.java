package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.TestConfig;
import org.friendsgateway.coordination.Coordination;
import org.friendsgateway.coordination.CoordinationConfig;
import org.friendsgateway.coordination.IdempotencyRecords;
import org.friendsgateway.coordination.Turns;
import org.friendsgateway.coordination.Turns.Turn;
import org.friendsgateway.coordination.local.LocalCoordination;
import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.quota.RateSchedule;
import org.friendsgateway.time.Ticker;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.Grants;
import org.jspecify.annotations.Nullable;

/** Coordination within a process whose permits and turns may become void, as those of replicas that lose one another. */
final class ShakyCoordination implements Coordination {

    private final LocalCoordination steady;
    private int era;
    private int round;

    ShakyCoordination(Ticker ticker) {
        steady = new LocalCoordination(TestConfig.of(CoordinationConfig.class, Map.of()), ticker);
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
    public Turns turns() {
        return (app, user, demand) -> steady.turns().take(app, user, demand).<Turn> map(ShakyTurn::new);
    }

    @Override
    public IdempotencyRecords idempotency() {
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
    public Grants grants() {
        return steady.grants();
    }

    private final class ShakyTurn implements Turn {

        private final Turn turn;
        private final int taken = round;

        ShakyTurn(Turn turn) {
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
