package org.friendsgateway.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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

    /** What was sent again had no final answer, and was in flight at the fault or ended so shortly before. */
    void assertRepeatsWereInFlight(Duration tolerance) {
        Set<Entry> repeated = repeated();
        for (StreamAttempt attempt : attempts) {
            attempt.verdicts().forEach((line, verdict) -> {
                if (isRemembered(verdict)) {
                    calls.stream().filter(call -> call.arrived() > verdict.received()).forEach(
                            call -> assertThat(call.entries()).as("line %d: %s", line, verdict)
                                    .doesNotContainAnyElementsOf(file.line(line)));
                }
            });
        }
        repeated.removeAll(inFlight(tolerance));
        assertThat(repeated).as("made twice, although not in flight at the fault").isEmpty();
    }

    /** What the vendor got more than once. */
    Set<Entry> repeated() {
        Set<Entry> once = new HashSet<>();
        return calls.stream().flatMap(call -> call.entries().stream()).filter(entry -> !once.add(entry))
                .collect(Collectors.toSet());
    }

    /** The calls that were made twice at least in part. */
    long callsRepeated() {
        Set<Entry> repeated = repeated();
        Set<Entry> seen = new HashSet<>();
        return calls.stream().filter(call -> {
            boolean first = call.entries().stream().noneMatch(seen::contains);
            seen.addAll(call.entries());
            return first && call.entries().stream().anyMatch(repeated::contains);
        }).count();
    }

    /** The calls that the vendor had not answered at the fault. */
    long callsInFlight() {
        return calls.stream().filter(call -> isInFlight(call, Duration.ZERO)).count();
    }

    /** What was in flight at the fault as the gateway sees it, which must first read and record the vendor's answer. */
    private Set<Entry> inFlight(Duration tolerance) {
        return calls.stream().filter(call -> isInFlight(call, tolerance)).flatMap(call -> call.entries().stream())
                .collect(Collectors.toSet());
    }

    private boolean isInFlight(Call call, Duration tolerance) {
        long answered = call.answered().get();
        return (answered == Call.NEVER || answered + tolerance.toNanos() >= faultBegan)
                && call.arrived() - tolerance.toNanos() <= faultEnded;
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
