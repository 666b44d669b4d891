package org.friendsgateway.ejabberd;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * An import and what the gateway said of each friend.
 *
 * @param nick the remark of all its friends, which no other import has
 * @param statuses by friend: {@code imported}, {@code failed} or {@code unknown}
 * @param received when, by {@link System#nanoTime}
 */
record AnsweredImport(String owner, String nick, Map<String, String> statuses, long received) {

    /** Fails unless the answer has one status for each friend, in their order. */
    static AnsweredImport of(String owner, String nick, List<String> friends, int status, JsonObject body, long received) {
        if (status >= 400) {
            String all = body.getString("outcome").equals("none") ? "failed" : "unknown";
            return new AnsweredImport(owner, nick, all(friends, all), received);
        }
        List<JsonObject> results = body.getJsonArray("results", new JsonArray()).stream().map(JsonObject.class::cast).toList();
        if (!results.stream().map(result -> result.getString("userId")).toList().equals(friends)) {
            throw new IllegalStateException(friends + " were asked for, and answered was " + body);
        }
        return new AnsweredImport(owner, nick, results.stream().collect(Collectors.toMap(
                result -> result.getString("userId"), result -> result.getString("status"))), received);
    }

    /** The import of a line that a stream did not begin. */
    static AnsweredImport notStarted(String owner, String nick, List<String> friends, long received) {
        return new AnsweredImport(owner, nick, all(friends, "failed"), received);
    }

    private static Map<String, String> all(List<String> friends, String status) {
        return friends.stream().collect(Collectors.toMap(Function.identity(), friend -> status));
    }

    List<String> friends(String status) {
        return statuses.entrySet().stream().filter(friend -> friend.getValue().equals(status)).map(Map.Entry::getKey).toList();
    }
}
