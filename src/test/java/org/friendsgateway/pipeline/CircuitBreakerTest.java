package org.friendsgateway.pipeline;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
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
import org.friendsgateway.pipeline.FakeVendor.Response;
import org.friendsgateway.pipeline.PipelineFixture.Running;
import org.friendsgateway.time.VirtualScheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How an app's calls are stopped when too many fail, as its callers see it. */
class CircuitBreakerTest {

    private static final Duration LONG = ofSeconds(30);
    private static final Duration DELAY = ofMinutes(10);
    private static final Map<String, String> CONFIG = Map.of("gateway.retry.max-attempts", "1", "gateway.circuit.delay", "10m");

    private final VirtualScheduler time = new VirtualScheduler();
    private final FakeVendor vendor = new FakeVendor("chat", 1, 100, time);
    private int users;

    @CanIgnoreReturnValue
    private Running call(PipelineFixture fixture) {
        Running running = fixture.start("user" + users++, LONG, "bob");
        time.advance(ofSeconds(1));
        return running;
    }

    private void calls(PipelineFixture fixture, int times, Kind kind) {
        for (int i = 0; i < times; i++) {
            vendor.answers(fails(refusal(kind)));
            call(fixture);
        }
    }

    private void succeeds(PipelineFixture fixture, int times) {
        for (int i = 0; i < times; i++) {
            vendor.answers(imports());
            call(fixture);
        }
    }

    private static double openGauge(PipelineFixture fixture) {
        return fixture.registry.get("friends.import.circuit.open").tag("app", "chat").gauge().value();
    }

    @ParameterizedTest
    @EnumSource(names = { "VENDOR_TIMEOUT", "VENDOR_UNAVAILABLE" })
    void opensWhenHalfOfTheLatestTwentyCallsFailed(Kind kind) {
        PipelineFixture fixture = new PipelineFixture(time, CONFIG, vendor);
        succeeds(fixture, 30);
        calls(fixture, 9, kind);
        assertThat(openGauge(fixture)).isZero();
        calls(fixture, 1, kind);
        assertThat(openGauge(fixture)).isEqualTo(1);
    }

    @Test
    void staysClosedBeforeTwentyCalls() {
        PipelineFixture fixture = new PipelineFixture(time, CONFIG, vendor);
        calls(fixture, 19, Kind.VENDOR_UNAVAILABLE);
        assertThat(openGauge(fixture)).isZero();
        calls(fixture, 1, Kind.VENDOR_UNAVAILABLE);
        assertThat(openGauge(fixture)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = { "VENDOR_RATE_LIMITED", "WRITE_CONFLICT", "FRIEND_LIMIT_REACHED", "VENDOR_REJECTED" })
    void staysClosedWhenTheVendorRefusesCalls(Kind kind) {
        PipelineFixture fixture = new PipelineFixture(time, CONFIG, vendor);
        calls(fixture, 40, kind);
        assertThat(openGauge(fixture)).isZero();
    }

    @Test
    void refusesAtOnceWhileOpenAndSpendsNoPermit() {
        PipelineFixture fixture = new PipelineFixture(time, CONFIG, vendor);
        calls(fixture, 20, Kind.VENDOR_UNAVAILABLE);
        Running refused = fixture.start("alice", LONG, "a", "b");
        assertThat(refused.report().failure()).extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.VENDOR_UNAVAILABLE, Certainty.NOTHING_IMPORTED);
        // The twentieth call was answered one second ago.
        assertThat(refused.report().retryAfter()).isEqualTo(ofSeconds(599));
        assertThat(vendor.calls).hasSize(20);
    }

    @Test
    void refusesWaitersAtOnceWhenItOpens() {
        PipelineFixture fixture = new PipelineFixture(time, CONFIG, vendor);
        vendor.usual = fails(Failure.of(Kind.VENDOR_UNAVAILABLE)).after(ofMillis(5), time);
        List<Running> waiting = IntStream.range(0, 2000).mapToObj(i -> fixture.start("waiting" + i, LONG, "bob")).toList();
        time.advance(ofMillis(300));

        assertThat(waiting).allMatch(Running::done);
        assertThat(waiting.stream().filter(running -> running.outcomes().equals(List.of("bob unknown vendor_unavailable"))))
                .hasSameSizeAs(vendor.calls).hasSizeBetween(20, 22);
        assertThat(fixture.registry.get("friends.import.vendor.call").timers().stream().mapToLong(Timer::count).sum())
                .isEqualTo(vendor.calls.size());
    }

    @Test
    void opensForOneAppAlone() {
        FakeVendor other = new FakeVendor("other", 1, 100, time);
        PipelineFixture fixture = new PipelineFixture(time,
                Map.of("gateway.retry.max-attempts", "1", "gateway.default-app", "chat",
                        "gateway.circuit.delay", "10m"),
                vendor, other);
        calls(fixture, 20, Kind.VENDOR_UNAVAILABLE);
        Running running = fixture.start(PipelineFixture.order("other", "alice", PipelineFixture.friends("a", 1), LONG));
        assertThat(running.report().outcome().isComplete()).isTrue();
    }

    @Test
    void closesAgainAfterAProbeThatSucceeded() {
        PipelineFixture fixture = new PipelineFixture(time, CONFIG, vendor);
        calls(fixture, 20, Kind.VENDOR_UNAVAILABLE);
        probe(fixture);
        assertThat(openGauge(fixture)).isZero();
        assertThat(call(fixture).report().outcome().isComplete()).isTrue();
        calls(fixture, 9, Kind.VENDOR_UNAVAILABLE);
        assertThat(openGauge(fixture)).isZero();
    }

    @Test
    void opensAgainAfterAProbeThatFailed() {
        PipelineFixture fixture = new PipelineFixture(time, CONFIG, vendor);
        calls(fixture, 20, Kind.VENDOR_UNAVAILABLE);
        vendor.usual = fails(Failure.of(Kind.VENDOR_TIMEOUT).with(Certainty.UNKNOWN));
        probe(fixture);
        probe(fixture);
        assertThat(vendor.calls).hasSize(22);
    }

    @Test
    void refusesUntilTheDelayIsOver() {
        PipelineFixture fixture = new PipelineFixture(time, CONFIG, vendor);
        calls(fixture, 20, Kind.VENDOR_UNAVAILABLE);
        // The twentieth call was answered one second ago.
        time.advance(DELAY.minusSeconds(2));
        call(fixture);
        assertThat(vendor.calls).hasSize(20);
        call(fixture);
        assertThat(vendor.calls).hasSize(21);
    }

    /** Imports once the delay is over, which probes the vendor. */
    @CanIgnoreReturnValue
    private Running probe(PipelineFixture fixture) {
        int calls = vendor.calls.size();
        time.advance(DELAY);
        Running probe = call(fixture);
        assertThat(vendor.calls).hasSize(calls + 1);
        return probe;
    }

    @Test
    void allowsOneProbeAtATime() {
        PipelineFixture fixture = new PipelineFixture(time, CONFIG, vendor);
        calls(fixture, 20, Kind.VENDOR_UNAVAILABLE);
        vendor.usual = imports().after(ofSeconds(3), time);
        probe(fixture);
        Running refused = fixture.start("alice", LONG, "bob");
        assertThat(refused.outcomes()).containsExactly("bob failed vendor_unavailable");
        assertThat(refused.report().retryAfter()).isEqualTo(ofSeconds(1));
        assertThat(vendor.calls).hasSize(21);
    }

    @Test
    void showsAsOpenUntilTheProbeIsAnswered() {
        PipelineFixture fixture = new PipelineFixture(time, CONFIG, vendor);
        calls(fixture, 20, Kind.VENDOR_UNAVAILABLE);
        time.advance(DELAY);
        assertThat(openGauge(fixture)).isZero();
        vendor.usual = imports().after(ofSeconds(3), time);
        probe(fixture);
        assertThat(openGauge(fixture)).isEqualTo(1);
        time.advance(ofSeconds(3));
        assertThat(openGauge(fixture)).isZero();
    }

    @Test
    void finishesAProbeWhoseCallerDisconnects() {
        PipelineFixture fixture = new PipelineFixture(time, CONFIG, vendor);
        calls(fixture, 20, Kind.VENDOR_UNAVAILABLE);
        vendor.usual = imports().after(ofSeconds(3), time);
        Running probe = probe(fixture);
        probe.cancel();
        assertThat(openGauge(fixture)).isEqualTo(1);
        time.advance(ofSeconds(3));
        vendor.usual = imports();
        assertThat(call(fixture).report().outcome().isComplete()).isTrue();
    }

    static List<Response> answersOfAReachableVendor() {
        return List.of(fails(refusal(Kind.VENDOR_RATE_LIMITED)), fails(refusal(Kind.REJECTED_BY_VENDOR)), batch -> {
            throw new IllegalStateException("a bug of the gateway's");
        });
    }

    @ParameterizedTest
    @MethodSource("answersOfAReachableVendor")
    void closesAfterAProbeThatTheVendorRefused(Response answer) {
        PipelineFixture fixture = new PipelineFixture(time, CONFIG, vendor);
        calls(fixture, 20, Kind.VENDOR_UNAVAILABLE);
        vendor.answers(answer);
        probe(fixture);
        assertThat(call(fixture).report().outcome().isComplete()).isTrue();
    }

    @Test
    void keepsWhatWasImportedBeforeItOpened() {
        PipelineFixture fixture = new PipelineFixture(time, CONFIG, vendor);
        calls(fixture, 19, Kind.VENDOR_UNAVAILABLE);
        vendor.answers(imports());
        vendor.usual = fails(Failure.of(Kind.VENDOR_TIMEOUT).with(Certainty.UNKNOWN));
        Running running = fixture.start("alice", LONG, "a", "b", "c");
        time.advance(ofSeconds(1));
        assertThat(running.outcomes()).containsExactly("a imported", "b failed vendor_unavailable",
                "c failed vendor_unavailable");
    }

    @Test
    void staysUnknownWhenTheCircuitOpensBeforeARetry() {
        PipelineFixture fixture = new PipelineFixture(time,
                Map.of("gateway.retry.initial-backoff", "2s", "gateway.circuit.delay", "10m"),
                vendor);
        vendor.usual = fails(Failure.of(Kind.VENDOR_TIMEOUT).with(Certainty.UNKNOWN));
        Running running = fixture.start("alice", LONG, "a");
        for (int i = 0; i < 19; i++) {
            fixture.start("user" + i, LONG, "bob");
        }
        time.advance(ofSeconds(3));
        assertThat(running.outcomes()).containsExactly("a unknown vendor_unavailable");
        assertThat(vendor.calls).hasSize(20);
    }
}
