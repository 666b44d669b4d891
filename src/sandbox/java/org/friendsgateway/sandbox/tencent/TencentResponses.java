package org.friendsgateway.sandbox.tencent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.friendsgateway.sandbox.fault.FaultResponse;
import org.friendsgateway.sandbox.server.RefusedException;
import org.friendsgateway.sandbox.server.SimulatedResponse;
import org.friendsgateway.sandbox.wire.StrictJson;

/**
 * Makes Tencent's responses, which all have the HTTP status 200.
 *
 * @see <a href="https://cloud.tencent.com/document/product/269/8301">friend_import</a>
 */
final class TencentResponses {

    static final FaultResponse.Result IMPORTED = new FaultResponse.Result("0", "");

    /** Until about 2023 both lists of accounts were always present; today only one is, unless it is empty. */
    private final boolean oldForm;

    TencentResponses(boolean oldForm) {
        this.oldForm = oldForm;
    }

    static RefusedException refused(int code, String info) {
        return new RefusedException(error(code, info));
    }

    static SimulatedResponse error(int code, String info) {
        return new SimulatedResponse(200, withStatus(StrictJson.object(), "FAIL", code, info));
    }

    /** The response about these friends in this order; those without a result are imported. */
    SimulatedResponse imported(List<String> ids, Map<String, FaultResponse.Result> results) {
        ObjectNode body = StrictJson.object();
        ArrayNode items = body.putArray("ResultItem");
        List<String> failed = new ArrayList<>();
        for (String id : ids) {
            FaultResponse.Result result = results.getOrDefault(id, IMPORTED);
            int code = Integer.parseInt(result.code());
            items.addObject().put("To_Account", id).put("ResultCode", code).put("ResultInfo", result.info());
            if (code != 0) {
                failed.add(id);
            }
        }
        if (oldForm || !failed.isEmpty()) {
            body.set("Fail_Account", StrictJson.array(failed));
        }
        if (oldForm) {
            body.putArray("Invalid_Account");
        }
        return new SimulatedResponse(200, withStatus(body, "OK", 0, ""));
    }

    private static ObjectNode withStatus(ObjectNode body, String status, int code, String info) {
        return body.put("ActionStatus", status).put("ErrorCode", code).put("ErrorInfo", info).put("ErrorDisplay", "");
    }
}
