package org.friendsgateway.coordination;

import org.friendsgateway.quota.Quota;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.TokenStore;

/** What the replicas share. */
public interface Coordination {

    /** The quota of an app; the same object for the same app. */
    Quota quota(AppProfile app);

    UserLocks userLocks();

    IdempotencyStore idempotency();

    /** Whether the replicas cannot speak to one another although they should. */
    boolean degraded();

    /** How many replicas are alive, as far as is known; at least 1. */
    int replicas();

    TokenStore tokens();
}
