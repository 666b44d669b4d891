package org.friendsgateway.sandbox;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everybody's friend list, each at most so long, in the order of import. */
final class ContactBook<F> {

    private final int cap;
    private final Map<String, Map<String, F>> lists = new HashMap<>();

    ContactBook(int cap) {
        if (cap < 1) {
            throw new IllegalArgumentException("a friend list must hold at least 1 friend, not " + cap);
        }
        this.cap = cap;
    }

    synchronized boolean isFull(String owner) {
        return list(owner).size() >= cap;
    }

    synchronized boolean hasRoomFor(String owner, String id) {
        return !isFull(owner) || list(owner).containsKey(id);
    }

    /** Adds a friend, or replaces what is known of one. */
    synchronized void put(String owner, String id, F friend) {
        lists.computeIfAbsent(owner, key -> new LinkedHashMap<>()).put(id, friend);
    }

    synchronized List<String> friendsOf(String owner) {
        return List.copyOf(list(owner).keySet());
    }

    synchronized Optional<F> friend(String owner, String id) {
        return Optional.ofNullable(list(owner).get(id));
    }

    synchronized long size() {
        return lists.values().stream().mapToLong(Map::size).sum();
    }

    synchronized void forget() {
        lists.clear();
    }

    private Map<String, F> list(String owner) {
        return lists.getOrDefault(owner, Map.of());
    }
}
