package org.friendsgateway.quota;

/** The quotas of all apps, and how many replicas share them. */
public interface Quotas {

    /**
     * Makes the quota of an app; to be called once for each.
     *
     * @param app {@code <provider>:<name>}
     * @param callsPerSecond the vendor's limit over all replicas, from 1
     */
    Quota of(String app, int callsPerSecond);

    /** Whether the replicas cannot share the quotas although they should, so that each uses only a part. */
    default boolean isDegraded() {
        return false;
    }

    /** The replicas that are alive, as far as is known; at least 1. */
    default int replicas() {
        return 1;
    }
}
