package org.friendsgateway.replicas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What the callers of one gateway were told. */
final class Tally {

    /** A friend that a caller was told is imported. */
    record Imported(String user, String friend) {
    }

    private final Map<String, Integer> answers = new TreeMap<>();
    private final List<Imported> imported = new ArrayList<>();
    private Duration slowest = Duration.ZERO;
    private int lost;

    synchronized void answered(String user, int status, JsonObject body, Duration took) {
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
        answers.merge((status + " " + body.getString("code", "")).strip(), 1, Integer::sum);
        for (Object entry : body.getJsonArray("results", new JsonArray())) {
            JsonObject result = (JsonObject) entry;
            if (result.getString("status").equals("imported")) {
                imported.add(new Imported(user, result.getString("userId")));
            }
        }
    }

    /** No answer came: the connection broke, or the caller lost patience. */
    synchronized void lost() {
        lost++;
    }

    /** How often each status, with its code where it has one. */
    synchronized Map<String, Integer> answers() {
        return new TreeMap<>(answers);
    }

    synchronized int lostOnes() {
        return lost;
    }

    synchronized Duration slowest() {
        return slowest;
    }

    /** Those whom the vendor does not have. */
    synchronized List<Imported> missing(Function<String, List<String>> friendsOf) {
        Predicate<Imported> there = told -> friendsOf.apply(told.user()).contains(told.friend());
        return imported.stream().filter(there.negate()).toList();
    }
}
