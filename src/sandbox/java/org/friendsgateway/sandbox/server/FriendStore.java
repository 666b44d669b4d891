package org.friendsgateway.sandbox.server;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;

/** The friend lists of all users, each of limited size and in the order of import. Takes ids in any form the vendor accepts. */
public final class FriendStore<F> {

    private final int maxFriends;
    private final UnaryOperator<String> canonical;
    private final Function<F, JsonNode> json;
    private final Map<String, Map<String, F>> lists = new HashMap<>();

    /**
     * @param maxFriends per list, at least 1
     * @param canonical makes the form of ids by which users are compared
     * @param json shows a friend to other processes
     */
    public FriendStore(int maxFriends, UnaryOperator<String> canonical, Function<F, JsonNode> json) {
        if (maxFriends < 1) {
            throw new IllegalArgumentException("a friend list must hold at least 1 friend, not " + maxFriends);
        }
        this.maxFriends = maxFriends;
        this.canonical = canonical;
        this.json = json;
    }

    public synchronized boolean isFull(String owner) {
        return list(owner).size() >= maxFriends;
    }

    /** Whether the friend is in the list or can be added. */
    public synchronized boolean hasRoomFor(String owner, String id) {
        return !isFull(owner) || list(owner).containsKey(canonical.apply(id));
    }

    /** Adds or replaces a friend. */
    public synchronized void put(String owner, String id, F friend) {
        lists.computeIfAbsent(canonical.apply(owner), key -> new LinkedHashMap<>()).put(canonical.apply(id), friend);
    }

    synchronized List<String> friendsOf(String owner) {
        return List.copyOf(list(owner).keySet());
    }

    public synchronized Optional<F> friend(String owner, String id) {
        return Optional.ofNullable(list(owner).get(canonical.apply(id)));
    }

    Optional<JsonNode> friendJson(String owner, String id) {
        return friend(owner, id).map(json);
    }

    /** The number of friends of all users together. */
    synchronized long size() {
        return lists.values().stream().mapToLong(Map::size).sum();
    }

    synchronized void clear() {
        lists.clear();
    }

    private Map<String, F> list(String owner) {
        return lists.getOrDefault(canonical.apply(owner), Map.of());
    }
}
