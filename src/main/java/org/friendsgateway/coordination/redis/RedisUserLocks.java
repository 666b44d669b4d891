package org.friendsgateway.coordination.redis;

import java.util.function.Function;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.coordination.UserLocks;
import org.friendsgateway.coordination.redis.RedisLeases.Lease;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.Quota.Demand;
import org.friendsgateway.quota.redis.RedisQuota;
import org.friendsgateway.redis.RedisHealth;
import org.friendsgateway.redis.RedisKeys;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/**
 * One writer over all replicas. Imports of one user stand in line within their replica, and the first of each line asks
 * Redis; so Redis sees one asker a replica, however many wait. While Redis is lost a turn holds within the replica.
 */
final class RedisUserLocks implements UserLocks {

    private final UserLocks withinReplica;
    private final RedisLeases leases;
    private final RedisHealth link;
    private final Function<AppProfile, RedisQuota> quotas;

    RedisUserLocks(UserLocks withinReplica, RedisLeases leases, RedisHealth link, Function<AppProfile, RedisQuota> quotas) {
        this.withinReplica = withinReplica;
        this.leases = leases;
        this.link = link;
        this.quotas = quotas;
    }

    @Override
    public Uni<Lock> take(AppProfile app, String user, @Nullable Demand demand) {
        return withinReplica.take(app, user, demand).chain(place -> share(place, app, user, demand));
    }

    private Uni<Lock> share(Lock place, AppProfile app, String user, @Nullable Demand demand) {
        RedisQuota quota = quotas.apply(app);
        if (link.isDown()) {
            return Uni.createFrom().item(new SharedLock(place, quota, null));
        }
        return leases.take(RedisKeys.of(app, "turn:" + user), RedisKeys.of(app, "turn-line:" + user),
                demand == null ? null : quota.ask(demand))
                .<Lock> map(lease -> new SharedLock(place, quota, lease))
                .onCancellation().invoke(place::release)
                .onFailure().invoke(link::markDown)
                .onFailure().recoverWithItem(() -> new SharedLock(place, quota, null));
    }

    /** The first place within the replica, and the lease of the user over all of them; no lease while Redis is lost. */
    private final class SharedLock implements Lock {

        private final Lock place;
        private final RedisQuota quota;
        private final @Nullable Lease lease;

        SharedLock(Lock place, RedisQuota quota, @Nullable Lease lease) {
            this.place = place;
            this.quota = quota;
            this.lease = lease;
        }

        @Override
        public boolean held() {
            return link.isDown() || (lease != null && lease.held());
        }

        @Override
        public Quota.@Nullable Lease lease() {
            return lease == null ? null : lease.permit();
        }

        @Override
        public void release() {
            if (lease != null) {
                lease.releaseAndReport(quota);
            }
            place.release();
        }
    }
}
