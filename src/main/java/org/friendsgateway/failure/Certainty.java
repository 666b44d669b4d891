package org.friendsgateway.failure;

import java.util.Locale;

/** What a failure proves about the friends it concerns. */
public enum Certainty {
    /** None of them was imported: nothing was sent, or the vendor refused. */
    NOTHING_IMPORTED,
    /** They were sent, and it is unknown whether they were imported. */
    UNKNOWN;

    /** As in a problem document: {@code none} or {@code unknown}. */
    public String outcome() {
        return this == NOTHING_IMPORTED ? "none" : name().toLowerCase(Locale.ROOT);
    }
}
