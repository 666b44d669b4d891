package org.friendsgateway.importer;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import org.jspecify.annotations.Nullable;

/** The gateway's answer to one request, as far as it came. */
final class ChunkResponse {

    private final List<ImportLine> lines;
    private final @Nullable String app;
    private final Map<Integer, LineOutcome> outcomes = new HashMap<>();
    private JsonNode progress = MissingNode.getInstance();
    private @Nullable JsonNode end;
    private boolean begun;

    /**
     * @param lines of the request; the gateway numbers them from 1
     * @param app that all lines are for which name no other
     */
    ChunkResponse(List<ImportLine> lines, @Nullable String app) {
        this.lines = lines;
        this.app = app;
    }

    /** Takes a line of the answer; unknown ones say nothing. */
    void add(JsonNode answer) {
        begun = true;
        int index = answer.path("line").asInt() - 1;
        if (index >= 0 && index < lines.size()) {
            outcomes.put(index, outcome(lines.get(index), answer.path("status").asInt(), answer.path("body")));
        }
        progress = answer.path("progress").has("friends") ? answer.path("progress").path("friends") : progress;
        end = answer.path("end").isObject() ? answer.path("end") : end;
    }

    private LineOutcome outcome(ImportLine line, int status, JsonNode body) {
        String code = body.path("code").asText();
        // The other lines for this app would be answered so, too.
        if (Objects.equals(line.app(), app) && (code.equals("app_not_found") || code.equals("forbidden"))) {
            String message = "Line %d, app %s: %s".formatted(line.number(), app, LineOutcome.detail(body));
            throw code.equals("forbidden") ? ImportStoppedException.unreachable(message)
                    : ImportStoppedException.wrong(message);
        }
        return LineOutcome.of(line, status, body);
    }

    boolean hasBegun() {
        return begun;
    }

    /** Whether it arrived whole. */
    boolean hasEnded() {
        return end != null;
    }

    /** Those with an answer, by their index. */
    Map<Integer, LineOutcome> outcomes() {
        return outcomes;
    }

    /** The indexes of lines without an answer that are complete; which they are is known at the end only. */
    Set<Integer> complete() {
        Set<Integer> complete = new HashSet<>();
        if (end != null) {
            Set<Integer> retry = new HashSet<>();
            end.path("retry").path("lines").forEach(number -> retry.add(number.asInt() - 1));
            // What is behind the last line that was read is in no count.
            for (int i = 0; i < Math.min(lines.size(), end.path("lines").path("total").asInt()); i++) {
                if (!outcomes.containsKey(i) && !retry.contains(i)) {
                    complete.add(i);
                }
            }
        }
        return complete;
    }

    /** The totals of the lines that are complete without an answer. */
    Totals completeTotals() {
        Set<Integer> complete = complete();
        long friends = complete.stream().mapToLong(index -> lines.get(index).friends()).sum();
        long answeredPending = outcomes.values().stream().mapToLong(outcome -> outcome.totals().friends().pending()).sum();
        long allPending = end == null ? 0 : end.path("friends").path("pending").asLong();
        long pending = Math.max(0, Math.min(friends, allPending - answeredPending));
        return Totals.complete(complete.size(), friends - pending, pending);
    }

    /** How far the gateway is with this request. */
    Totals.Friends progress() {
        return new Totals.Friends(progress.path("imported").asLong(), progress.path("pending").asLong(),
                progress.path("failed").asLong(), progress.path("unknown").asLong());
    }

    /** How long the gateway asks to wait before a repeat. */
    Duration retryAfter() {
        return Duration.ofMillis(end == null ? 0 : end.path("retry").path("afterMs").asLong());
    }
}
