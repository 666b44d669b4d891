package org.friendsgateway.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The words of Tencent's answers, which all have the HTTP status 200.
 *
 * @see <a href="https://cloud.tencent.com/document/product/269/8301">friend_import</a>
 */
final class TencentAnswers {

    static final FaultAnswer.Result IMPORTED = new FaultAnswer.Result("0", "");

    /** Until 2023 or so both lists of accounts were always there; today's page has one, and only when it is not empty. */
    private final boolean oldForm;

    TencentAnswers(boolean oldForm) {
        this.oldForm = oldForm;
    }

    static Refused refused(int code, String info) {
        return new Refused(failure(code, info));
    }

    static Answer failure(int code, String info) {
        return new Answer(200, verdict(Json.object(), "FAIL", code, info));
    }

    /** The answer about these friends in this order; who has no result is imported. */
    Answer about(List<String> ids, Map<String, FaultAnswer.Result> results) {
        ObjectNode body = Json.object();
        ArrayNode items = body.putArray("ResultItem");
        List<String> failed = new ArrayList<>();
        for (String id : ids) {
            FaultAnswer.Result result = results.getOrDefault(id, IMPORTED);
            int code = Integer.parseInt(result.code());
            items.addObject().put("To_Account", id).put("ResultCode", code).put("ResultInfo", result.info());
            if (code != 0) {
                failed.add(id);
            }
        }
        if (oldForm || !failed.isEmpty()) {
            body.set("Fail_Account", Json.array(failed));
        }
        if (oldForm) {
            body.putArray("Invalid_Account");
        }
        return new Answer(200, verdict(body, "OK", 0, ""));
    }

    private static ObjectNode verdict(ObjectNode body, String status, int code, String info) {
        return body.put("ActionStatus", status).put("ErrorCode", code).put("ErrorInfo", info).put("ErrorDisplay", "");
    }
}
