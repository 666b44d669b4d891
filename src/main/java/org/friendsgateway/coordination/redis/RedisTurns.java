package org.friendsgateway.coordination.redis;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.coordination.Turns;
import org.friendsgateway.coordination.redis.RedisLeases.Lease;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/**
 * One writer over all replicas. Imports of one user stand in line within their replica, and the first of each line asks
 * Redis; so Redis sees one asker a replica, however many wait. While Redis is lost a turn holds within the replica.
 */
final class RedisTurns implements Turns {

    private final Turns withinReplica;
    private final RedisLeases leases;
    private final RedisLink link;

    RedisTurns(Turns withinReplica, RedisLeases leases, RedisLink link) {
        this.withinReplica = withinReplica;
        this.leases = leases;
        this.link = link;
    }

    @Override
    public Uni<Turn> take(AppProfile app, String user) {
        return withinReplica.take(app, user).chain(place -> share(place, app, user));
    }

    private Uni<Turn> share(Turn place, AppProfile app, String user) {
        if (link.lost()) {
            return Uni.createFrom().item(new SharedTurn(place, null));
        }
        return leases.take(RedisKeys.of(app, "turn:" + user), RedisKeys.of(app, "turn-line:" + user))
                .<Turn> map(lease -> new SharedTurn(place, lease))
                .onCancellation().invoke(place::release)
                .onFailure().invoke(link::lose)
                .onFailure().recoverWithItem(() -> new SharedTurn(place, null));
    }

    /** The first place within the replica, and the lease of the user over all of them; no lease while Redis is lost. */
    private final class SharedTurn implements Turn {

        private final Turn place;
        private final @Nullable Lease lease;

        SharedTurn(Turn place, @Nullable Lease lease) {
            this.place = place;
            this.lease = lease;
        }

        @Override
        public boolean held() {
            return link.lost() || (lease != null && lease.held());
        }

        @Override
        public void release() {
            if (lease != null) {
                lease.release();
            }
            place.release();
        }
    }
}
