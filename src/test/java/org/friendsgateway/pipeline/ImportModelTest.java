package org.friendsgateway.pipeline;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.FriendOutcome.Status;
import org.friendsgateway.pipeline.PipelineFixture.Running;
import org.friendsgateway.time.VirtualScheduler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariants over many random days of few users, impatient callers and an unreliable vendor. */
class ImportModelTest {

    private static final int DAYS = 60;
    private static final Map<String, String> NO_CIRCUIT = Map.of("gateway.circuit.window", "100000");

    private record Import(String name, String owner, int size, Duration start, Duration timeout, Running running) {
    }

    /** One random day, up to its end. */
    private static final class Day {

        private final VirtualScheduler time = new VirtualScheduler();
        private final FakeVendor vendor = new FakeVendor("chat", 3, 20, time);
        private final PipelineFixture fixture = new PipelineFixture(time, NO_CIRCUIT, vendor);
        private final List<Import> imports = new ArrayList<>();
        private final List<Import> cancelled = new ArrayList<>();
        private final Random chance;
        private final RandomVendor moods;

        Day(long seed) {
            chance = new Random(seed);
            moods = new RandomVendor(chance, time);
            vendor.usual = moods;
        }

        void pass() {
            for (int i = 0; i < 15; i++) {
                begin(i);
                time.advance(ofMillis(chance.nextInt(600)));
                if (chance.nextInt(4) == 0) {
                    cancelOne();
                }
                if (chance.nextInt(8) == 0) {
                    time.stall(ofMillis(chance.nextInt(100)));
                }
            }
            time.advance(ofMinutes(1));
        }

        private void begin(int number) {
            String name = "import" + (char) ('A' + number);
            String owner = "user" + chance.nextInt(3);
            Duration timeout = ofMillis(500L + chance.nextInt(8000));
            int size = 1 + chance.nextInt(8);
            imports.add(new Import(name, owner, size, time.elapsed(), timeout,
                    fixture.start(owner, timeout, PipelineFixture.friends(name, size))));
        }

        private void cancelOne() {
            Import chosen = imports.get(chance.nextInt(imports.size()));
            if (!chosen.running().done() && !cancelled.contains(chosen)) {
                chosen.running().cancel();
                cancelled.add(chosen);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = { 0, 1, 2, 3, 4 })
    void keepsItsInvariantsWhateverHappens(long series) {
        for (long seed = series * DAYS; seed < (series + 1) * DAYS; seed++) {
            Day day = new Day(seed);
            day.pass();
            String message = "seed " + seed;
            assertThat(day.vendor.overlapped).as(message).isEmpty();
            assertThat(day.time.pending()).as(message).isZero();
            day.imports.forEach(one -> checkReport(day, one, message));
            checkOrder(day, message);
            checkLocks(day, message);
        }
    }

    private static void checkReport(Day day, Import one, String seed) {
        String message = seed + ", " + one.name();
        assertThat(one.running().done()).as(message).isNotEqualTo(day.cancelled.contains(one));
        if (day.cancelled.contains(one)) {
            return;
        }
        ImportResult report = one.running().report();
        assertThat(report.outcomes()).as(message).extracting(FriendOutcome::userId)
                .containsExactlyElementsOf(
                        PipelineFixture.friends(one.name(), one.size()).stream().map(f -> f.userId()).toList());
        for (FriendOutcome outcome : report.outcomes()) {
            boolean there = day.moods.imported.contains(outcome.userId());
            assertThat(there ? Status.FAILED : Status.IMPORTED).as("%s, %s", message, outcome).isNotEqualTo(outcome.status());
        }
        assertThat(report.ownerWait().plus(report.permitWait()).plus(report.vendorTime())).as(message)
                .isLessThanOrEqualTo(one.timeout().plus(ofMillis(100)));
    }

    /** Imports of one user are first sent in the order in which they arrived. */
    private static void checkOrder(Day day, String seed) {
        for (Import one : day.imports) {
            List<String> names = day.vendor.calls.stream().filter(call -> call.owner().equals(one.owner()))
                    .flatMap(call -> call.friends().stream()).map(friend -> friend.substring(0, one.name().length())).distinct()
                    .toList();
            assertThat(names).as(seed).isSorted();
        }
    }

    /** Nothing is held any more, so that the next import of each user starts at once. */
    private static void checkLocks(Day day, String seed) {
        assertThat(day.fixture.registry.get("friends.import.in.flight").gauge().value()).as(seed).isZero();
        day.vendor.usual = FakeVendor.imports();
        for (int user = 0; user < 3; user++) {
            Running next = day.fixture.start("user" + user, ofSeconds(5), "next");
            day.time.advance(ofSeconds(5));
            assertThat(next.report().outcome().isComplete()).as(seed).isTrue();
            assertThat(next.report().ownerWait()).as(seed).isZero();
        }
    }
}
