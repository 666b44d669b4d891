package org.friendsgateway.failure;

import java.util.Locale;

/** What a failure proves about the friends it holds for. */
public enum Certainty {
    /** None of them was imported: nothing was sent, or the vendor itself refused. */
    NOTHING_IMPORTED,
    /** They were sent, and nothing proves whether they were imported. */
    UNKNOWN;

    /** {@code none} or {@code unknown}, as problem documents have it. */
    public String outcome() {
        return this == NOTHING_IMPORTED ? "none" : name().toLowerCase(Locale.ROOT);
    }
}
