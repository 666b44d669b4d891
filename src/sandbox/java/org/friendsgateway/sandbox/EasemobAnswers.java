package org.friendsgateway.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The words of Easemob's answers.
 *
 * @see <a href="https://doc.easemob.com/document/server-side/user_friend_import.html">import of friends</a>
 * @see <a href="https://doc.easemob.com/document/server-side/error.html">errors</a>
 */
final class EasemobAnswers {

    static final String SUCCESS = "success";
    static final String NOT_EXIST = "NotExistFailed";
    static final String MAX_LIMIT = "maxLimitFailed";
    static final String UNKNOWN = "UnKnowFailed";

    /** In the order, and with the spelling, of the page. */
    private static final List<String> ARRAYS = List.of(UNKNOWN, SUCCESS, NOT_EXIST, MAX_LIMIT);

    private EasemobAnswers() {
    }

    static boolean isArray(String name) {
        return Set.copyOf(ARRAYS).contains(name);
    }

    static Refused refused(int status, String error, String description) {
        return new Refused(failure(status, error, description));
    }

    static Refused illegalArgument(String description) {
        return refused(400, "illegal_argument", description);
    }

    /** The common shape of errors; the name of the Java exception is Easemob's, and of no use to anybody. */
    static Answer failure(int status, String error, String description) {
        return new Answer(status, Json.object().put("error", error)
                .put("exception", "com.easemob.exception." + error).put("error_description", description)
                .put("timestamp", System.currentTimeMillis()).put("duration", 0));
    }

    /** The answer about these friends in this order; who has no result is imported. */
    static Answer about(List<String> ids, Map<String, FaultAnswer.Result> results) {
        ObjectNode body = Json.object().put("status", "ok").put("timestamp", System.currentTimeMillis()).put("action", "post");
        ObjectNode data = body.putObject("data");
        Map<String, List<String>> arrays = new LinkedHashMap<>();
        ARRAYS.forEach(name -> arrays.put(name, ids.stream().filter(id -> name.equals(array(results, id))).toList()));
        arrays.forEach((name, names) -> data.set(name, Json.array(names)));
        return new Answer(200, body.put("duration", 0));
    }

    private static String array(Map<String, FaultAnswer.Result> results, String id) {
        FaultAnswer.Result result = results.get(id);
        return result == null ? SUCCESS : result.code();
    }
}
