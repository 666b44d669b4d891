package org.friendsgateway.vendor;

import java.util.Set;

import org.friendsgateway.friend.FriendField;

/**
 * All that the gateway must know of an app before it calls it.
 *
 * @param name the name by which callers choose the app, unique over all vendors
 * @param provider the vendor's name in responses, metrics and configuration keys, so {@code x} with the prefix
 *        {@code gateway.x}
 * @param batchSize the most friends in one call, from 1
 * @param callsPerSecond the most calls in any second over all replicas, from 1
 * @param storedFields the optional fields that the vendor stores; the gateway leaves out the others and warns the caller
 * @param canNotify whether the vendor can notify the user's devices of an import
 */
public record AppProfile(String name, String provider, int batchSize, int callsPerSecond, Set<FriendField> storedFields,
        boolean canNotify) {

    public AppProfile {
        storedFields = Set.copyOf(storedFields);
    }

    /** An app of a vendor that stores only ids and cannot notify. */
    public AppProfile(String name, String provider, int batchSize, int callsPerSecond) {
        this(name, provider, batchSize, callsPerSecond, Set.of(), false);
    }

    /** The app's name for what replicas share: {@code <provider>:<name>}. */
    public String id() {
        return provider + ":" + name;
    }

    /** What the app's configuration keys begin with, such as {@code gateway.tencent.apps.chat-cn}. */
    public String keyPrefix() {
        return "gateway." + provider + ".apps." + name;
    }
}
