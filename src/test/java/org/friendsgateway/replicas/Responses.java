package org.friendsgateway.replicas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What the callers of one gateway were answered. */
final class Responses {

    /** A friend that an answer reported as imported. */
    record Imported(String user, String friend) {
    }

    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<Imported> imported = new ArrayList<>();
    private Duration slowest = Duration.ZERO;
    private int lost;

    synchronized void add(String user, int status, JsonObject body, Duration took) {
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
        counts.merge((status + " " + body.getString("code", "")).strip(), 1, Integer::sum);
        for (Object entry : body.getJsonArray("results", new JsonArray())) {
            JsonObject result = (JsonObject) entry;
            if (result.getString("status").equals("imported")) {
                imported.add(new Imported(user, result.getString("userId")));
            }
        }
    }

    /** Counts a request without an answer: the connection broke, or the caller gave up. */
    synchronized void addLost() {
        lost++;
    }

    /** How often each status came, with its code where it has one. */
    synchronized Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    /** The counts of several gateways together. */
    static Map<String, Integer> counts(Collection<CallerPool> pools) {
        Map<String, Integer> all = new TreeMap<>();
        pools.forEach(pool -> pool.responses().counts().forEach((answer, n) -> all.merge(answer, n, Integer::sum)));
        return all;
    }

    synchronized int lost() {
        return lost;
    }

    synchronized Duration slowest() {
        return slowest;
    }

    /** The friends reported as imported that the vendor does not have. */
    synchronized List<Imported> missing(Function<String, List<String>> friendsOf) {
        Predicate<Imported> present = friend -> friendsOf.apply(friend.user()).contains(friend.friend());
        return imported.stream().filter(present.negate()).toList();
    }
}
