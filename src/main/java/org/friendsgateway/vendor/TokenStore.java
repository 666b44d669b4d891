package org.friendsgateway.vendor;

import java.time.Duration;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

/** Credentials that a vendor gives for a while: what one replica logged in for serves all. */
public interface TokenStore {

    /**
     * What a login brought.
     *
     * @param token the credential
     * @param lifetime how long it serves in all
     * @param left how much of that is still to come
     */
    record AccessToken(String token, Duration lifetime, Duration left) {

        /** What a login has brought just now. */
        public static AccessToken fresh(String token, Duration lifetime) {
            return new AccessToken(token, lifetime, lifetime);
        }

        /** The time until half of its life is over and it is to be renewed; not positive when it is. */
        public Duration untilRenewal() {
            return left.minus(lifetime.dividedBy(2));
        }

        @Override
        public String toString() {
            return "Grant[token=…, lifetime=" + lifetime + ", left=" + left + "]";
        }
    }

    /**
     * A grant that was not refused and is in the first half of its life: the one that the replicas have, or else one that a
     * single replica logs in for while the others wait.
     *
     * @param refused the token that the vendor refused last; empty when there is none
     * @param login logs in once for each subscription
     * @return fails with the failure of the login and with no other
     */
    Uni<AccessToken> obtain(AppProfile app, String refused, Supplier<Uni<AccessToken>> login);
}
