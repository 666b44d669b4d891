package org.friendsgateway.lock.redis;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.lock.UserLocks;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.Quota.Demand;
import org.friendsgateway.quota.redis.RedisQuota;
import org.friendsgateway.quota.redis.RedisQuota.LeaseRequest;
import org.friendsgateway.quota.redis.RedisQuotas;
import org.friendsgateway.redis.RedisHealth;
import org.friendsgateway.redis.RedisKeys;
import org.friendsgateway.redis.RedisLeases;
import org.friendsgateway.redis.RedisLeases.Lease;
import org.friendsgateway.redis.RedisScript;
import org.jspecify.annotations.Nullable;

/**
 * Locks over all replicas. Imports for one user first queue within their replica, so that Redis sees one waiter per replica
 * at most. While Redis is down the lock within the replica is all there is.
 */
public final class RedisUserLocks implements UserLocks {

    private final UserLocks local;
    private final RedisLeases leases;
    private final RedisHealth health;
    private final RedisQuotas quotas;
    private final RedisScript acquireWithPermit;

    /** @param local the locks within this replica */
    public RedisUserLocks(UserLocks local, RedisLeases leases, RedisQuotas quotas) {
        this.local = local;
        this.leases = leases;
        this.health = leases.health();
        this.quotas = quotas;
        this.acquireWithPermit = health.script("lease-acquire-with-permit");
    }

    @Override
    public Uni<Lock> lock(String app, String user, Request request) {
        return local.lock(app, user, request).chain(lock -> share(lock, app, user, request.demand()));
    }

    private Uni<Lock> share(Lock own, String app, String user, @Nullable Demand demand) {
        RedisQuota quota = quotas.of(app);
        if (health.isDown()) {
            return Uni.createFrom().item(new SharedLock(own, quota, null));
        }
        Lease lease = leases.of(RedisKeys.ofApp(app, "turn:" + user), RedisKeys.ofApp(app, "turn-line:" + user));
        SharedLock shared = new SharedLock(own, quota, lease);
        return acquire(lease, demand == null ? null : quota.request(demand), shared)
                .<Lock> replaceWith(shared)
                .onCancellation().invoke(own::release)
                .onFailure().invoke(health::markDown)
                .onFailure().recoverWithItem(() -> new SharedLock(own, quota, null));
    }

    private Uni<Void> acquire(Lease lease, @Nullable LeaseRequest request, SharedLock shared) {
        return request == null ? lease.acquire()
                : lease.acquire(acquireWithPermit, request.keys(), request.arguments(),
                        answer -> shared.permit = request.read(answer.get(1)));
    }

    /** The lock within the replica and the lease over all replicas. */
    private final class SharedLock implements Lock {

        private final Lock own;
        private final RedisQuota quota;
        private final @Nullable Lease lease;
        private Quota.@Nullable Lease permit;

        /** @param lease null while Redis is down */
        SharedLock(Lock own, RedisQuota quota, @Nullable Lease lease) {
            this.own = own;
            this.quota = quota;
            this.lease = lease;
        }

        @Override
        public boolean isHeld() {
            return health.isDown() || (lease != null && lease.isHeld());
        }

        @Override
        public Quota.@Nullable Lease lease() {
            return permit;
        }

        @Override
        public void release() {
            if (lease != null) {
                lease.release(quota.reportKeys(), quota::reportArguments);
            }
            own.release();
        }
    }
}
