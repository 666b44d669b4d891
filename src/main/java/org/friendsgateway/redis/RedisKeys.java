package org.friendsgateway.redis;

import org.friendsgateway.vendor.AppProfile;

/** The names of all that lies in Redis. What one decision looks at shares a hash tag, and so a slot of a cluster. */
public final class RedisKeys {

    private static final String PREFIX = "friends-gateway:";

    /** All of them, as Redis's rights have it. */
    static final String ALL = PREFIX + "*";
    static final String REPLICAS = PREFIX + "replicas";
    /** Before a replica's name: the channel on which it hears that a lease was handed to it. */
    public static final String WAKE = PREFIX + "wake:";

    private RedisKeys() {
    }

    public static String of(AppProfile app, String what) {
        return PREFIX + "{" + app.provider() + ":" + app.name() + "}:" + what;
    }

    /** Keys by which rights are tried; one slot of a cluster. */
    static String ofRights(String what) {
        return PREFIX + "{rights}:" + what;
    }

    public static String ofIdempotency(String key, String what) {
        return PREFIX + "{idempotency:" + key + "}:" + what;
    }
}
