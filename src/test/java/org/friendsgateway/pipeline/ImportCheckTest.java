package org.friendsgateway.pipeline;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.pipeline.FakeVendor.checks;
import static org.friendsgateway.pipeline.FakeVendor.fails;
import static org.friendsgateway.pipeline.FakeVendor.imports;
import static org.friendsgateway.pipeline.FakeVendor.judges;
import static org.friendsgateway.pipeline.FakeVendor.refusal;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.pipeline.FakeVendor.Check;
import org.friendsgateway.pipeline.PipelineFixture.Running;
import org.friendsgateway.time.VirtualScheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an import does when the vendor must check something before it; one call a second. */
class ImportCheckTest {

    private static final Duration LONG = ofSeconds(30);

    private final VirtualScheduler time = new VirtualScheduler();
    private final FakeVendor vendor = new FakeVendor("chat", 1, 1, time);
    private final PipelineFixture fixture = new PipelineFixture(time, Map.of("gateway.retry.max-attempts", "1"), vendor);

    @Test
    void takesAPermitForEachCheck() {
        vendor.answers(checks(), checks());
        Running running = fixture.start("alice", LONG, "a", "b");
        time.advance(ofSeconds(4));

        assertThat(running.outcomes()).containsExactly("a imported", "b imported");
        assertThat(vendor.batches()).containsExactly(List.of("a"), List.of("a"), List.of("a"), List.of("b"));
        assertThat(vendor.times()).containsExactly(0L, 1000L, 2000L, 3000L);
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 100, 2_000 })
    void reportsAFriendAsFailedWhenItsDeadlinePassesDuringTheCheckOrAfterIt(int latency) {
        vendor.answers(checks().after(ofMillis(latency), time));
        Running running = fixture.start("alice", ofMillis(500), "a");
        time.advance(ofSeconds(5));

        assertThat(running.report().failure()).extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.DEADLINE_EXCEEDED, Certainty.NOTHING_IMPORTED);
        assertThat(vendor.calls).hasSize(1);
    }

    @Test
    void reportsAFailedCheck() {
        vendor.answers(checks(), new Check(fails(refusal(Kind.USER_NOT_FOUND))));
        Running running = fixture.start("alice", LONG, "a", "b");
        time.advance(ofSeconds(5));

        assertThat(running.report().failure()).extracting(Failure::kind).isEqualTo(Kind.USER_NOT_FOUND);
        assertThat(vendor.calls).hasSize(2);
    }

    @Test
    void countsNoAttemptForACheck() {
        vendor.answers(checks(), checks(), fails(Failure.of(Kind.VENDOR_TIMEOUT)), checks(), imports());
        Running running = retrying().start("alice", LONG, "a");
        time.advance(ofSeconds(10));

        assertThat(running.outcomes()).containsExactly("a imported");
    }

    @Test
    void checksForImportsThatShareACall() {
        FakeVendor pairs = new FakeVendor("chat", 2, 1, time);
        PipelineFixture both = new PipelineFixture(time, pairs);
        both.start("zoe", LONG, "z");
        pairs.answers(checks());
        Running first = both.start("alice", LONG, "a");
        Running second = both.start("alice", LONG, "b");
        time.advance(ofSeconds(5));

        assertThat(first.outcomes()).containsExactly("a imported");
        assertThat(second.outcomes()).containsExactly("b imported");
        assertThat(pairs.batches()).containsExactly(List.of("z"), List.of("a", "b"), List.of("a", "b"));
    }

    @Test
    void sendsNothingWhenItsCallerLeavesDuringACheck() {
        vendor.answers(checks().after(ofMillis(100), time));
        Running running = fixture.start("alice", LONG, "a");
        time.advance(ofMillis(50));
        running.cancel();
        time.advance(ofSeconds(5));

        assertThat(vendor.calls).hasSize(1);
        fixture.start("alice", LONG, "b");
        time.advance(ofSeconds(5));
        assertThat(vendor.batches()).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void reportsAFriendWhomAnEarlierCallMayHaveImportedAsUnknownAfterARefusal() {
        vendor.answers(fails(Failure.of(Kind.VENDOR_TIMEOUT)), checks(), fails(refusal(Kind.VENDOR_MISCONFIGURED)));
        Running running = retrying().start("alice", LONG, "a");
        time.advance(ofSeconds(10));

        assertThat(running.outcomes()).containsExactly("a unknown vendor_misconfigured");
    }

    @Test
    void reportsAFriendWhomAnEarlierCallMayHaveImportedAsUnknownWhenACheckDoesNotFindIt() {
        vendor.answers(fails(Failure.of(Kind.VENDOR_TIMEOUT)),
                new Check(judges(Map.of("a", refusal(Kind.FRIEND_NOT_FOUND)))));
        Running running = retrying().start("alice", LONG, "a");
        time.advance(ofSeconds(10));

        assertThat(running.outcomes()).containsExactly("a unknown friend_not_found");
    }

    @Test
    void trustsAVerdictThatIsNoCheckAfterAnEarlierCall() {
        vendor.answers(fails(Failure.of(Kind.VENDOR_TIMEOUT)), checks(), judges(Map.of("a", refusal(Kind.FRIEND_NOT_FOUND))));
        Running running = retrying().start("alice", LONG, "a");
        time.advance(ofSeconds(10));

        assertThat(running.outcomes()).containsExactly("a failed friend_not_found");
    }

    private PipelineFixture retrying() {
        return new PipelineFixture(time, Map.of("gateway.retry.max-attempts", "2"), vendor);
    }
}
