package org.friendsgateway.sandbox.easemob;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.friendsgateway.sandbox.fault.FaultResponse;
import org.friendsgateway.sandbox.server.RefusedException;
import org.friendsgateway.sandbox.server.SimulatedResponse;
import org.friendsgateway.sandbox.wire.StrictJson;

/**
 * Makes Easemob's responses.
 *
 * @see <a href="https://doc.easemob.com/document/server-side/user_friend_import.html">import of friends</a>
 * @see <a href="https://doc.easemob.com/document/server-side/error.html">errors</a>
 */
final class EasemobResponses {

    static final String SUCCESS = "success";
    static final String NOT_EXIST = "NotExistFailed";
    static final String MAX_LIMIT = "maxLimitFailed";
    static final String UNKNOWN = "UnKnowFailed";

    /** In the order and with the spelling of the page. */
    private static final List<String> ARRAYS = List.of(UNKNOWN, SUCCESS, NOT_EXIST, MAX_LIMIT);

    private EasemobResponses() {
    }

    static boolean isArray(String name) {
        return Set.copyOf(ARRAYS).contains(name);
    }

    static RefusedException refused(int status, String error, String description) {
        return new RefusedException(error(status, error, description));
    }

    static RefusedException illegalArgument(String description) {
        return refused(400, "illegal_argument", description);
    }

    /** The common form of errors, with the name of a Java exception as Easemob sends it. */
    static SimulatedResponse error(int status, String error, String description) {
        return new SimulatedResponse(status, StrictJson.object().put("error", error)
                .put("exception", "com.easemob.exception." + error).put("error_description", description)
                .put("timestamp", System.currentTimeMillis()).put("duration", 0));
    }

    /** The response about these friends in this order; those without a result are imported. */
    static SimulatedResponse imported(List<String> ids, Map<String, FaultResponse.Result> results) {
        ObjectNode body = StrictJson.object().put("status", "ok").put("timestamp", System.currentTimeMillis()).put("action",
                "post");
        ObjectNode data = body.putObject("data");
        Map<String, List<String>> arrays = new LinkedHashMap<>();
        ARRAYS.forEach(name -> arrays.put(name, ids.stream().filter(id -> name.equals(array(results, id))).toList()));
        arrays.forEach((name, names) -> data.set(name, StrictJson.array(names)));
        return new SimulatedResponse(200, body.put("duration", 0));
    }

    private static String array(Map<String, FaultResponse.Result> results, String id) {
        FaultResponse.Result result = results.get(id);
        return result == null ? SUCCESS : result.code();
    }
}
