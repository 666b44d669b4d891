package org.friendsgateway.vendor;

/**
 * What the gateway must know of an app before it calls it.
 *
 * @param name the name by which callers choose the app, unique over all vendors
 * @param provider the vendor's name in answers and metrics
 * @param batchSize the most friends in one call, from 1
 * @param callsPerSecond the most calls in any second over all replicas, from 1
 */
public record AppProfile(String name, String provider, int batchSize, int callsPerSecond) {

    /** The app's name for what replicas share: {@code <provider>:<name>}. */
    public String id() {
        return provider + ":" + name;
    }
}
