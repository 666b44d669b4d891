package org.friendsgateway.sandbox.server;

import java.util.HashMap;
import java.util.Map;

/** Counts the running writes per user. */
final class WriteTracker {

    private final Map<String, Integer> running = new HashMap<>();

    /** Returns whether another write for the user is running. */
    synchronized boolean begin(String user) {
        return running.merge(user, 1, Integer::sum) > 1;
    }

    synchronized void end(String user) {
        running.computeIfPresent(user, (key, count) -> count == 1 ? null : count - 1);
    }
}
