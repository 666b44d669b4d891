package org.friendsgateway.coordination;

import org.friendsgateway.quota.Quota;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.Grants;

/** What the replicas share. */
public interface Coordination {

    /** The quota of an app; the same object for the same app. */
    Quota quota(AppProfile app);

    Turns turns();

    IdempotencyRecords idempotency();

    /** Whether the replicas cannot speak to one another although they should. */
    boolean degraded();

    /** How many replicas are alive, as far as is known; at least 1. */
    int replicas();

    Grants grants();
}
