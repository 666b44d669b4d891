package org.friendsgateway.sandbox;

import java.util.HashMap;
import java.util.Map;

/** Who is being written to at the moment. */
final class Writers {

    private final Map<String, Integer> writing = new HashMap<>();

    /** Whether the user had another writer already. */
    synchronized boolean enter(String user) {
        return writing.merge(user, 1, Integer::sum) > 1;
    }

    synchronized void leave(String user) {
        writing.computeIfPresent(user, (key, count) -> count == 1 ? null : count - 1);
    }
}
