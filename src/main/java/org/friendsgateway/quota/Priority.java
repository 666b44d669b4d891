package org.friendsgateway.quota;

/** Which calls get an app's permits first. */
public enum Priority {
    /** Calls of single imports. */
    SINGLE,
    /** Calls of bulk lines: they get what single imports leave, and at least a tenth. */
    BULK
}
