package org.friendsgateway.vendor;

import java.util.Set;

import org.friendsgateway.friend.FriendField;
import org.jspecify.annotations.Nullable;

/**
 * All that the gateway must know of an app before it calls it.
 *
 * @param name the name by which callers choose the app, unique over all vendors
 * @param provider the vendor's name in responses, metrics and configuration keys, so {@code x} with the prefix
 *        {@code gateway.x}
 * @param batchSize the most friends in one call, from 1
 * @param callsPerSecond the most calls in any second over all replicas, from 1
 * @param storedFields the optional fields that the vendor stores; the gateway leaves out the others and warns the caller
 * @param notification when the vendor notifies the user's devices of an import
 * @param verifiesUsers whether an owner or a friend that the vendor does not know is refused; else the caller is warned
 */
public record AppProfile(String name, String provider, int batchSize, int callsPerSecond, Set<FriendField> storedFields,
        Notification notification, boolean verifiesUsers) {

    /** When a vendor notifies the user's devices of an import. */
    public enum Notification {
        NEVER,
        ON_REQUEST,
        ALWAYS;

        /** Whether the vendor can do what the caller asks for; what it does not ask for is not checked. */
        public boolean allows(@Nullable Boolean requested) {
            return requested == null || this == ON_REQUEST || (requested ? this == ALWAYS : this == NEVER);
        }
    }

    public AppProfile {
        storedFields = Set.copyOf(storedFields);
    }

    /** An app of a vendor that stores only ids of users that it knows, and cannot notify. */
    public AppProfile(String name, String provider, int batchSize, int callsPerSecond) {
        this(name, provider, batchSize, callsPerSecond, Set.of(), Notification.NEVER, true);
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
