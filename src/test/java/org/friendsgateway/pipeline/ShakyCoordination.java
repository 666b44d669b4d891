package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.Map;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.TestConfig;
import org.friendsgateway.coordination.Coordination;
import org.friendsgateway.coordination.CoordinationConfig;
import org.friendsgateway.coordination.IdempotencyRecords;
import org.friendsgateway.coordination.Pace;
import org.friendsgateway.coordination.Quota;
import org.friendsgateway.coordination.Turns;
import org.friendsgateway.coordination.Turns.Turn;
import org.friendsgateway.coordination.local.LocalCoordination;
import org.friendsgateway.time.Ticker;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.Grants;

/** Coordination within a process whose slots and turns may become void, as those of replicas that lose one another. */
final class ShakyCoordination implements Coordination {

    private final LocalCoordination steady;
    private int era;
    private int round;

    ShakyCoordination(Ticker ticker) {
        steady = new LocalCoordination(TestConfig.of(CoordinationConfig.class, Map.of()), ticker);
    }

    /** Voids all slots that were granted before. */
    void voidSlots() {
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
        return (app, user) -> steady.turns().take(app, user).<Turn> map(ShakyTurn::new);
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
        public void release() {
            turn.release();
        }
    }

    private final class ShakyQuota implements Quota {

        private final Quota quota;

        ShakyQuota(Quota quota) {
            this.quota = quota;
        }

        @Override
        public Uni<Slot> reserve(Line line, Duration longestWait) {
            return quota.reserve(line, longestWait)
                    .map(slot -> new Slot(slot.granted(), slot.delay(), slot.number(), era, slot.lines()));
        }

        @Override
        public boolean stands(Slot slot) {
            return slot.era() == era;
        }

        @Override
        public Uni<Void> giveBack(Slot slot) {
            return quota.giveBack(slot);
        }

        @Override
        public Uni<Void> postpone(Duration pause) {
            return quota.postpone(pause);
        }

        @Override
        public Duration backlog() {
            return quota.backlog();
        }

        @Override
        public Pace pace() {
            return quota.pace();
        }
    }
}
