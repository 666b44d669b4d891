package org.friendsgateway.redis;

/** The keys and channels in Redis. Keys that one script uses share a hash tag, and so a slot of a cluster. */
public final class RedisKeys {

    private static final String PREFIX = "friends-gateway:";

    /** The pattern of all keys, as in the rights of a Redis user. */
    static final String ALL = PREFIX + "*";
    static final String REPLICAS = PREFIX + "replicas";
    /** The prefix of a replica's channel, which carries the owner tokens of leases that were handed to it. */
    public static final String WAKE = PREFIX + "wake:";

    private RedisKeys() {
    }

    /**
     * A key of an app.
     *
     * @param app {@code <provider>:<name>}
     */
    public static String ofApp(String app, String what) {
        return PREFIX + "{" + app + "}:" + what;
    }

    /** Keys to try rights on, in one slot of a cluster. */
    static String ofRights(String what) {
        return PREFIX + "{rights}:" + what;
    }

    /**
     * A key of a request.
     *
     * @param key a hash of the caller and its idempotency key
     */
    public static String ofIdempotency(String key, String what) {
        return PREFIX + "{idempotency:" + key + "}:" + what;
    }
}
