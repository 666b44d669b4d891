package org.friendsgateway.caller;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A service that calls the gateway.
 *
 * @param name tells it from every other caller
 * @param apps the names of the apps that it may fill; null when it may fill all
 * @param weight its share of a quota that others wait for, too, from 1
 */
public record Caller(String name, @Nullable Set<String> apps, int weight) {

    /** Whoever it is, where callers are not told from one another. */
    public static final Caller ANONYMOUS = new Caller("", null, 1);

    public Caller {
        apps = apps == null ? null : Set.copyOf(apps);
    }

    public boolean canAccess(String app) {
        return apps == null || apps.contains(app);
    }
}
