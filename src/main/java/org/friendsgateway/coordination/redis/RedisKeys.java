package org.friendsgateway.coordination.redis;

import org.friendsgateway.vendor.AppProfile;

/** The names of all that lies in Redis. What one decision looks at shares a hash tag, and so a slot of a cluster. */
final class RedisKeys {

    private static final String PREFIX = "friends-gateway:";

    static final String REPLICAS = PREFIX + "replicas";
    /** Before a replica's name: the channel on which it hears that a lease was handed to it. */
    static final String WAKE = PREFIX + "wake:";

    private RedisKeys() {
    }

    static String of(AppProfile app, String what) {
        return PREFIX + "{" + app.provider() + ":" + app.name() + "}:" + what;
    }

    static String ofIdempotency(String key, String what) {
        return PREFIX + "{idempotency:" + key + "}:" + what;
    }
}
