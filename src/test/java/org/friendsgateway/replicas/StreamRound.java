package org.friendsgateway.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.friendsgateway.replicas.LedgerVendor.Call;
import org.friendsgateway.replicas.LedgerVendor.Entry;
import org.friendsgateway.replicas.StreamAttempt.Verdict;

/**
 * All attempts at one file under one key, and what they promise.
 *
 * @param attempts the first one met the fault, the last one has all final answers
 * @param faultBegan when, by {@link System#nanoTime}
 */
record StreamRound(RandomFile file, List<Call> calls, List<StreamAttempt> attempts, long faultBegan, long faultEnded) {

    /** No line says more than is true when it is answered: not that friends are stored, and not that they are not. */
    void assertNoLies() {
        attempts.forEach(attempt -> attempt.verdicts().forEach(this::assertTrue));
    }

    private void assertTrue(int line, Verdict verdict) {
        Set<Entry> stored = calls.stream().filter(call -> call.arrived() < verdict.received())
                .flatMap(call -> call.entries().stream()).filter(entry -> !entry.friend().equals(LedgerVendor.GHOST))
                .collect(Collectors.toSet());
        for (Entry entry : file.line(line)) {
            switch (status(verdict, entry)) {
                case "imported" -> assertThat(stored).as("line %d: %s", line, verdict).contains(entry);
                case "failed" -> assertThat(stored).as("line %d: %s", line, verdict).doesNotContain(entry);
                default -> assertThat(verdict.isFinal()).as("line %d: %s", line, verdict).isFalse();
            }
        }
    }

    private static String status(Verdict verdict, Entry entry) {
        if (verdict.status() >= 400) {
            return verdict.body().getString("outcome").equals("none") ? "failed" : "unknown";
        }
        return verdict.body().getJsonArray("results", new JsonArray()).stream().map(JsonObject.class::cast)
                .filter(result -> result.getString("userId").equals(entry.friend())).findFirst().orElseThrow()
                .getString("status");
    }

    /** The {@code end} counts every line once. */
    void assertEndsAddUp() {
        attempts.forEach(attempt -> attempt.end().ifPresent(end -> {
            JsonObject lines = end.getJsonObject("lines");
            assertThat(lines.getInteger("total")).as(end.encode()).isEqualTo(lines.getInteger("complete")
                    + lines.getInteger("partial") + lines.getInteger("failed") + lines.getInteger("rejected")
                    + lines.getInteger("notStarted"));
            assertThat(attempt.verdicts()).as(end.encode())
                    .hasSize(lines.getInteger("total") - lines.getInteger("notStarted"));
        }));
    }

    /** A line with a final answer gets the same one again. */
    void assertFinalAnswersStay() {
        Map<Integer, Verdict> last = attempts.get(attempts.size() - 1).verdicts();
        attempts.forEach(attempt -> attempt.verdicts().forEach((line, verdict) -> {
            if (isRemembered(verdict)) {
                assertThat(last.get(line).body()).as("line " + line).isEqualTo(verdict.body());
            }
        }));
    }

    private static boolean isRemembered(Verdict verdict) {
        return verdict.isFinal() && !verdict.warns("repeat_not_recognised");
    }

    /** What was sent again belongs to a line without a final answer, whose last call was in flight at the fault or not made. */
    void assertRepeatsWereUnfinished(Duration tolerance) {
        attempts.forEach(attempt -> attempt.verdicts().forEach((line, verdict) -> {
            if (isRemembered(verdict)) {
                calls.stream().filter(call -> call.arrived() > verdict.received()).forEach(
                        call -> assertThat(call.entries()).as("line %d: %s", line, verdict)
                                .doesNotContainAnyElementsOf(file.line(line)));
            }
        }));
        Map<Entry, Call> first = firstCalls();
        assertThat(repeated()).as("sent again, although answered before the fault")
                .allMatch(entry -> lastAnswer(entry, first) + tolerance.toNanos() >= faultBegan)
                .as("sent again, although begun after the fault")
                .allMatch(entry -> first.get(entry).arrived() - tolerance.toNanos() <= faultEnded);
    }

    private Map<Entry, Call> firstCalls() {
        Map<Entry, Call> first = new HashMap<>();
        calls.forEach(call -> call.entries().forEach(entry -> first.putIfAbsent(entry, call)));
        return first;
    }

    /** When the line of the entry was done: a part of it may have left earlier, in the call of another line. */
    private long lastAnswer(Entry entry, Map<Entry, Call> first) {
        return file.lineOf(entry).stream().mapToLong(other -> first.get(other).answered().get()).max().orElseThrow();
    }

    /** What the vendor got more than once. */
    private Set<Entry> repeated() {
        Set<Entry> once = new HashSet<>();
        return calls.stream().flatMap(call -> call.entries().stream()).filter(entry -> !once.add(entry))
                .collect(Collectors.toSet());
    }

    /** The calls made twice. A part of a line that is sent again along with the rest of the line costs no further call. */
    long callsRepeated() {
        Map<Entry, Call> first = firstCalls();
        return repeated().stream().filter(entry -> first.get(entry).answered().get() == lastAnswer(entry, first))
                .map(first::get).distinct().count();
    }

    /** The calls that the vendor had not answered at the fault. */
    long callsInFlight() {
        return calls.stream().filter(call -> call.answered().get() >= faultBegan && call.arrived() <= faultEnded).count();
    }

    /** The longest time from an answer of the vendor to that of the gateway, in the first attempt. */
    Duration lag() {
        return attempts.get(0).verdicts().entrySet().stream()
                .map(answered -> lag(file.line(answered.getKey()), answered.getValue().received()))
                .max(Duration::compareTo).orElse(Duration.ZERO);
    }

    private Duration lag(List<Entry> line, long received) {
        return calls.stream().filter(call -> call.answered().get() < received)
                .filter(call -> call.entries().stream().anyMatch(line::contains))
                .map(call -> Duration.ofNanos(received - call.answered().get())).min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
