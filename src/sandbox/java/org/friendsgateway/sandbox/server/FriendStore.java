package org.friendsgateway.sandbox.server;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The friend lists of all users, each of limited size and in the order of import. */
public final class FriendStore<F> {

    private final int maxFriends;
    private final Map<String, Map<String, F>> lists = new HashMap<>();

    /** Throws {@link IllegalArgumentException} for lists of less than one friend. */
    public FriendStore(int maxFriends) {
        if (maxFriends < 1) {
            throw new IllegalArgumentException("a friend list must hold at least 1 friend, not " + maxFriends);
        }
        this.maxFriends = maxFriends;
    }

    public synchronized boolean isFull(String owner) {
        return list(owner).size() >= maxFriends;
    }

    /** Whether the friend is in the list or can be added. */
    public synchronized boolean hasRoomFor(String owner, String id) {
        return !isFull(owner) || list(owner).containsKey(id);
    }

    /** Adds or replaces a friend. */
    public synchronized void put(String owner, String id, F friend) {
        lists.computeIfAbsent(owner, key -> new LinkedHashMap<>()).put(id, friend);
    }

    public synchronized List<String> friendsOf(String owner) {
        return List.copyOf(list(owner).keySet());
    }

    public synchronized Optional<F> friend(String owner, String id) {
        return Optional.ofNullable(list(owner).get(id));
    }

    /** The number of friends of all users together. */
    public synchronized long size() {
        return lists.values().stream().mapToLong(Map::size).sum();
    }

    public synchronized void clear() {
        lists.clear();
    }

    private Map<String, F> list(String owner) {
        return lists.getOrDefault(owner, Map.of());
    }
}
