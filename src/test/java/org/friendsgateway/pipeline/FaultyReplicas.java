package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.lock.UserLocks;
import org.friendsgateway.lock.local.LocalUserLocks;
import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.Quota.Demand;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.quota.Quotas;
import org.friendsgateway.quota.RateSchedule;
import org.friendsgateway.time.Scheduler;
import org.jspecify.annotations.Nullable;

/** Quotas and locks within a process that the test can void, as happens to those of replicas that lose Redis. */
final class FaultyReplicas implements Quotas, UserLocks {

    private final Quotas quotas;
    private final UserLocks locks;
    private int permitEpoch;
    private int lockEpoch;

    FaultyReplicas(Scheduler scheduler) {
        quotas = PipelineFixture.localQuotas(Map.of(), scheduler);
        locks = new LocalUserLocks(100, scheduler);
    }

    /** Voids all permits that were leased before. */
    void voidPermits() {
        permitEpoch++;
    }

    /** Voids all locks that were acquired before. */
    void voidLocks() {
        lockEpoch++;
    }

    @Override
    public Quota of(String app, int callsPerSecond) {
        return new FaultyQuota(quotas.of(app, callsPerSecond));
    }

    @Override
    public Uni<Lock> lock(String app, String user, Request request) {
        return locks.lock(app, user, request).<Lock> map(FaultyLock::new);
    }

    private final class FaultyLock implements Lock {

        private final Lock lock;
        private final int epoch = lockEpoch;

        FaultyLock(Lock lock) {
            this.lock = lock;
        }

        @Override
        public boolean isHeld() {
            return epoch == lockEpoch;
        }

        @Override
        public @Nullable Lease lease() {
            return lock.lease();
        }

        @Override
        public void release() {
            lock.release();
        }
    }

    private final class FaultyQuota implements Quota {

        private final Quota quota;
        private final Map<Permit, Integer> epochs = new HashMap<>();

        FaultyQuota(Quota quota) {
            this.quota = quota;
        }

        @Override
        public Uni<Lease> lease(Demand demand) {
            return quota.lease(demand).invoke(lease -> {
                if (lease.permit() != null) {
                    epochs.put(lease.permit(), permitEpoch);
                }
            });
        }

        @Override
        public void withdraw() {
            quota.withdraw();
        }

        @Override
        public boolean isValid(Permit permit, long now) {
            return Objects.equals(epochs.get(permit), permitEpoch) && quota.isValid(permit, now);
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
