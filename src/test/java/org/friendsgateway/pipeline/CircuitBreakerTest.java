package org.friendsgateway.pipeline;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.pipeline.FakeVendor.fails;
import static org.friendsgateway.pipeline.FakeVendor.imports;
import static org.friendsgateway.pipeline.FakeVendor.refusal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import io.micrometer.core.instrument.Timer;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.pipeline.FakeVendor.Answer;
import org.friendsgateway.pipeline.PipelineFixture.Running;
import org.friendsgateway.time.VirtualScheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How an app's calls are stopped when too many fail, as its callers see it. */
class CircuitBreakerTest {

    private static final Duration LONG = ofSeconds(30);
    // The breaker of the framework counts its delay in real time. The long one never ends within a test; before a probe, tests
    // wait for longer than the short one, so that no machine is too fast, and none too slow.
    private static final Map<String, String> ONCE = Map.of("gateway.retry.max-attempts", "1", "gateway.circuit.delay", "10m");
    private static final Map<String, String> SHORT = Map.of("gateway.retry.max-attempts", "1", "gateway.circuit.delay", "1ms");
    private static final Duration SHORT_DELAY_IS_OVER = ofMillis(3);

    private final VirtualScheduler time = new VirtualScheduler();
    private final FakeVendor vendor = new FakeVendor("chat", 1, 100, time);
    private int users;

    @CanIgnoreReturnValue
    private Running call(PipelineFixture bench) {
        Running running = bench.start("user" + users++, LONG, "bob");
        time.advance(ofSeconds(1));
        return running;
    }

    private void calls(PipelineFixture bench, int times, Kind kind) {
        for (int i = 0; i < times; i++) {
            vendor.answers(fails(refusal(kind)));
            call(bench);
        }
    }

    private void succeeds(PipelineFixture bench, int times) {
        for (int i = 0; i < times; i++) {
            vendor.answers(imports());
            call(bench);
        }
    }

    private static double openGauge(PipelineFixture bench) {
        return bench.registry.get("friends.import.circuit.open").tag("app", "chat").gauge().value();
    }

    @ParameterizedTest
    @EnumSource(names = { "VENDOR_TIMEOUT", "VENDOR_UNAVAILABLE" })
    void opensWhenHalfOfTheLatestTwentyCallsFailed(Kind kind) {
        PipelineFixture bench = new PipelineFixture(time, ONCE, vendor);
        succeeds(bench, 30);
        calls(bench, 9, kind);
        assertThat(openGauge(bench)).isZero();
        calls(bench, 1, kind);
        assertThat(openGauge(bench)).isEqualTo(1);
    }

    @Test
    void opensNotBeforeTwentyCalls() {
        PipelineFixture bench = new PipelineFixture(time, ONCE, vendor);
        calls(bench, 19, Kind.VENDOR_UNAVAILABLE);
        assertThat(openGauge(bench)).isZero();
        calls(bench, 1, Kind.VENDOR_UNAVAILABLE);
        assertThat(openGauge(bench)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = { "VENDOR_RATE_LIMITED", "WRITE_CONFLICT", "FRIEND_LIMIT_REACHED", "VENDOR_REJECTED" })
    void staysClosedWhenTheVendorRefusesButIsThere(Kind kind) {
        PipelineFixture bench = new PipelineFixture(time, ONCE, vendor);
        calls(bench, 40, kind);
        assertThat(openGauge(bench)).isZero();
    }

    @Test
    void refusesAtOnceWhileOpenAndSpendsNoPermit() {
        PipelineFixture bench = new PipelineFixture(time, ONCE, vendor);
        calls(bench, 20, Kind.VENDOR_UNAVAILABLE);
        Running refused = bench.start("alice", LONG, "a", "b");
        assertThat(refused.report().failure()).extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.VENDOR_UNAVAILABLE, Certainty.NOTHING_IMPORTED);
        // The twentieth call was answered one second ago.
        assertThat(refused.report().retryAfter()).isEqualTo(ofSeconds(599));
        assertThat(vendor.calls).hasSize(20);
    }

    @Test
    void refusesAtOnceWhoWaitsWhenItOpensAndMakesNoCallsForThem() {
        PipelineFixture bench = new PipelineFixture(time, ONCE, vendor);
        vendor.usual = fails(Failure.of(Kind.VENDOR_UNAVAILABLE)).after(ofMillis(5), time);
        List<Running> waiting = IntStream.range(0, 2000).mapToObj(i -> bench.start("waiting" + i, LONG, "bob")).toList();
        time.advance(ofMillis(300));

        assertThat(waiting).allMatch(Running::done);
        assertThat(waiting.stream().filter(running -> running.fates().equals(List.of("bob unknown vendor_unavailable"))))
                .hasSameSizeAs(vendor.calls).hasSizeBetween(20, 22);
        assertThat(bench.registry.get("friends.import.vendor.call").timers().stream().mapToLong(Timer::count).sum())
                .isEqualTo(vendor.calls.size());
    }

    @Test
    void opensForOneAppAlone() {
        FakeVendor other = new FakeVendor("other", 1, 100, time);
        PipelineFixture bench = new PipelineFixture(time,
                Map.of("gateway.retry.max-attempts", "1", "gateway.default-app", "chat",
                        "gateway.circuit.delay", "10m"),
                vendor, other);
        calls(bench, 20, Kind.VENDOR_UNAVAILABLE);
        Running running = bench.start(PipelineFixture.order("other", "alice", PipelineFixture.friends("a", 1), LONG));
        assertThat(running.report().outcome().isComplete()).isTrue();
    }

    @Test
    void closesAgainAfterAProbeThatSucceeded() {
        PipelineFixture bench = new PipelineFixture(time, SHORT, vendor);
        calls(bench, 20, Kind.VENDOR_UNAVAILABLE);
        probe(bench);
        assertThat(openGauge(bench)).isZero();
        assertThat(call(bench).report().outcome().isComplete()).isTrue();
        calls(bench, 9, Kind.VENDOR_UNAVAILABLE);
        assertThat(openGauge(bench)).isZero();
    }

    @Test
    void opensAgainAfterAProbeThatFailed() {
        PipelineFixture bench = new PipelineFixture(time, SHORT, vendor);
        calls(bench, 20, Kind.VENDOR_UNAVAILABLE);
        vendor.usual = fails(Failure.of(Kind.VENDOR_TIMEOUT).with(Certainty.UNKNOWN));
        probe(bench);
        probe(bench);
        assertThat(vendor.calls).hasSize(22);
    }

    /** Imports once the delay is over in real time, too; the call reaches the vendor. */
    @CanIgnoreReturnValue
    private Running probe(PipelineFixture bench) {
        int calls = vendor.calls.size();
        long opened = System.nanoTime();
        while (System.nanoTime() - opened < SHORT_DELAY_IS_OVER.toNanos()) {
            Thread.onSpinWait();
        }
        Running probe = call(bench);
        assertThat(vendor.calls).hasSize(calls + 1);
        return probe;
    }

    @Test
    void letsOneProbeThroughAndRefusesTheOthersMeanwhile() {
        PipelineFixture bench = new PipelineFixture(time, SHORT, vendor);
        calls(bench, 20, Kind.VENDOR_UNAVAILABLE);
        vendor.usual = imports().after(ofSeconds(3), time);
        probe(bench);
        Running refused = bench.start("alice", LONG, "bob");
        assertThat(refused.fates()).containsExactly("bob failed vendor_unavailable");
        assertThat(refused.report().retryAfter()).isEqualTo(ofSeconds(1));
        assertThat(vendor.calls).hasSize(21);
    }

    @Test
    void showsAsOpenUntilTheProbeIsAnsweredAndNotWhileNobodyCalls() {
        PipelineFixture bench = new PipelineFixture(time, SHORT, vendor);
        calls(bench, 20, Kind.VENDOR_UNAVAILABLE);
        assertThat(openGauge(bench)).isZero();
        vendor.usual = imports().after(ofSeconds(3), time);
        probe(bench);
        assertThat(openGauge(bench)).isEqualTo(1);
        time.advance(ofSeconds(3));
        assertThat(openGauge(bench)).isZero();
    }

    @Test
    void goesOnProbingForOthersWhenTheCallerOfTheProbeLeaves() {
        PipelineFixture bench = new PipelineFixture(time, SHORT, vendor);
        calls(bench, 20, Kind.VENDOR_UNAVAILABLE);
        vendor.usual = imports().after(ofSeconds(3), time);
        Running probe = probe(bench);
        probe.cancel();
        assertThat(openGauge(bench)).isEqualTo(1);
        time.advance(ofSeconds(3));
        vendor.usual = imports();
        assertThat(call(bench).report().outcome().isComplete()).isTrue();
    }

    static List<Answer> answersOfAVendorWhoIsThere() {
        return List.of(fails(refusal(Kind.VENDOR_RATE_LIMITED)), fails(refusal(Kind.REJECTED_BY_VENDOR)), batch -> {
            throw new IllegalStateException("a bug of the gateway's");
        });
    }

    @ParameterizedTest
    @MethodSource("answersOfAVendorWhoIsThere")
    void closesAfterAProbeThatFailedThoughTheVendorIsThere(Answer answer) {
        PipelineFixture bench = new PipelineFixture(time, SHORT, vendor);
        calls(bench, 20, Kind.VENDOR_UNAVAILABLE);
        vendor.answers(answer);
        probe(bench);
        assertThat(call(bench).report().outcome().isComplete()).isTrue();
    }

    @Test
    void keepsWhatWasImportedBeforeItOpened() {
        PipelineFixture bench = new PipelineFixture(time, ONCE, vendor);
        calls(bench, 19, Kind.VENDOR_UNAVAILABLE);
        vendor.answers(imports());
        vendor.usual = fails(Failure.of(Kind.VENDOR_TIMEOUT).with(Certainty.UNKNOWN));
        Running running = bench.start("alice", LONG, "a", "b", "c");
        time.advance(ofSeconds(1));
        assertThat(running.fates()).containsExactly("a imported", "b failed vendor_unavailable",
                "c failed vendor_unavailable");
    }

    @Test
    void staysUncertainWhenTheCircuitOpensBeforeARepeat() {
        PipelineFixture bench = new PipelineFixture(time,
                Map.of("gateway.retry.initial-backoff", "2s", "gateway.circuit.delay", "10m"),
                vendor);
        vendor.usual = fails(Failure.of(Kind.VENDOR_TIMEOUT).with(Certainty.UNKNOWN));
        Running running = bench.start("alice", LONG, "a");
        for (int i = 0; i < 19; i++) {
            bench.start("user" + i, LONG, "bob");
        }
        time.advance(ofSeconds(3));
        assertThat(running.fates()).containsExactly("a unknown vendor_unavailable");
        assertThat(vendor.calls).hasSize(20);
    }
}
