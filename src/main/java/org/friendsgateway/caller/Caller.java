package org.friendsgateway.caller;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A service that calls the gateway.
 *
 * @param name unique among the callers
 * @param apps the names of the apps that it may access; null for all
 * @param weight its share of an app's quota while others wait for it, too; at least 1
 */
public record Caller(String name, @Nullable Set<String> apps, int weight) {

    /** Every caller, where callers are not authenticated. */
    public static final Caller ANONYMOUS = new Caller("", null, 1);

    public Caller {
        apps = apps == null ? null : Set.copyOf(apps);
    }

    /** Whether the caller may import friends into the app of that name. */
    public boolean canAccess(String app) {
        return apps == null || apps.contains(app);
    }
}
