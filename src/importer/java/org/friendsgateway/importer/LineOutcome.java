package org.friendsgateway.importer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What the gateway answered to one line.
 *
 * @param failedLines the line with only the friends that failed or are unknown, one for each reason
 * @param retryable whether the same line may succeed later
 */
record LineOutcome(Totals totals, List<String> failedLines, boolean retryable) {

    private record Reason(String code, String message) {
    }

    /**
     * @param status what a request of this line alone would have been answered with
     * @param body of that answer
     */
    static LineOutcome of(ImportLine line, int status, JsonNode body) {
        if (body.path("results").size() == line.friends()) {
            return perFriend(line, body);
        }
        return status == 200 ? new LineOutcome(Totals.complete(1, line.friends(), 0), List.of(), false) : problem(line, body);
    }

    private static LineOutcome problem(ImportLine line, JsonNode problem) {
        Reason reason = new Reason(problem.path("code").asText("unknown"), detail(problem));
        Totals.Friends friends = problem.path("outcome").asText().equals("unknown")
                ? new Totals.Friends(0, 0, 0, line.friends())
                : new Totals.Friends(0, 0, line.friends(), 0);
        ObjectNode failed = (ObjectNode) Json.readAgain(line.json());
        return new LineOutcome(new Totals(new Totals.Imports(0, 0, 1), friends, Map.of(reason.code(), (long) line.friends())),
                List.of(withReason(failed, reason)), problem.path("retryable").asBoolean());
    }

    /** The texts of a problem document, its violations included. */
    static String detail(JsonNode problem) {
        String detail = problem.path("detail").asText(problem.path("title").asText());
        return StreamSupport.stream(problem.path("violations").spliterator(), false)
                .map(violation -> violation.path("pointer").asText() + " " + violation.path("message").asText())
                .collect(Collectors.joining("; ", detail + (problem.path("violations").isEmpty() ? "" : ": "), ""));
    }

    private static LineOutcome perFriend(ImportLine line, JsonNode body) {
        ObjectNode sent = (ObjectNode) Json.readAgain(line.json());
        Map<String, Long> statuses = new LinkedHashMap<>();
        Map<Reason, ArrayNode> failed = new LinkedHashMap<>();
        for (int i = 0; i < line.friends(); i++) {
            JsonNode result = body.path("results").path(i);
            statuses.merge(result.path("status").asText(), 1L, Long::sum);
            JsonNode error = result.path("error");
            if (error.isObject()) {
                failed.computeIfAbsent(reason(error), reason -> Json.MAPPER.createArrayNode())
                        .add(sent.path("friends").path(i));
            }
        }
        return perFriend(sent, friends(statuses, line.friends()), failed, body.has("retry"));
    }

    private static Reason reason(JsonNode error) {
        return new Reason(error.path("code").asText(), error.path("message").asText());
    }

    // Everything that is not proven is unknown.
    private static Totals.Friends friends(Map<String, Long> statuses, long total) {
        long imported = statuses.getOrDefault("imported", 0L);
        long pending = statuses.getOrDefault("pending", 0L);
        long failed = statuses.getOrDefault("failed", 0L);
        return new Totals.Friends(imported, pending, failed, total - imported - pending - failed);
    }

    private static LineOutcome perFriend(ObjectNode sent, Totals.Friends friends, Map<Reason, ArrayNode> failed,
            boolean retryable) {
        Map<String, Long> reasons = new LinkedHashMap<>();
        List<String> failedLines = new ArrayList<>();
        failed.forEach((reason, some) -> {
            reasons.merge(reason.code(), (long) some.size(), Long::sum);
            ObjectNode line = Json.MAPPER.createObjectNode().setAll(sent);
            line.set("friends", some);
            failedLines.add(withReason(line, reason));
        });
        Totals.Imports imports = friends.unsuccessful() == 0 ? new Totals.Imports(1, 0, 0)
                : friends.unsuccessful() == friends.total() ? new Totals.Imports(0, 0, 1) : new Totals.Imports(0, 1, 0);
        return new LineOutcome(new Totals(imports, friends, reasons), failedLines, retryable);
    }

    private static String withReason(ObjectNode line, Reason reason) {
        line.putObject(LineParser.REASON).put("code", reason.code()).put("message", reason.message());
        return Json.write(line);
    }
}
