package org.friendsgateway.pipeline;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.pipeline.FakeVendor.fails;
import static org.friendsgateway.pipeline.FakeVendor.imports;
import static org.friendsgateway.pipeline.FakeVendor.refusal;
import static org.friendsgateway.pipeline.PipelineFixture.friends;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.pipeline.FakeVendor.Response;
import org.friendsgateway.pipeline.PipelineFixture.Running;
import org.friendsgateway.time.Deadline;
import org.friendsgateway.time.VirtualScheduler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lines of streams: they keep their order, leave the lock to single imports, and have time until they begin. */
class BulkLineTest {

    private static final Duration LONG = ofSeconds(30);

    private final VirtualScheduler time = new VirtualScheduler();
    private final FakeVendor vendor = new FakeVendor("chat", 5, 100, time);
    private final PipelineFixture fixture = new PipelineFixture(time, vendor);

    private Response slowly(Response answer) {
        return answer.after(ofMillis(300), time);
    }

    /** A line of one stream after the other. */
    private Running line(@Nullable BulkLine previous, BulkLine[] made, String owner, String... friends) {
        made[0] = new BulkLine(Deadline.in(ofMinutes(60), time), previous);
        BulkLine line = made[0];
        Running running = fixture.start(PipelineFixture.order(null, owner, List.of(friends).stream().map(Friend::of).toList(),
                LONG).asLine(line));
        running.whenDone(line::end);
        return running;
    }

    @Test
    void carriesLinesOfOneUserOutInOrder() {
        BulkLine[] last = new BulkLine[1];
        vendor.usual = slowly(imports());
        vendor.answers(fails(refusal(Kind.VENDOR_UNAVAILABLE)));
        line(null, last, "alice", "a1");
        Running second = line(last[0], last, "alice", "A1");
        Running third = line(last[0], last, "alice", "c");
        time.advance(ofSeconds(3));
        assertThat(vendor.batches()).containsExactly(List.of("a1"), List.of("a1"), List.of("A1", "c"));
        assertThat(List.of(second, third)).allMatch(Running::done);
    }

    @Test
    void mergesLinesOfOneUser() {
        BulkLine[] last = new BulkLine[1];
        vendor.usual = slowly(imports());
        for (int i = 0; i < 11; i++) {
            line(last[0], last, "alice", "f" + i);
        }
        time.advance(ofSeconds(3));
        assertThat(vendor.calls).hasSize(3);
        assertThat(vendor.batches().stream().flatMap(List::stream).toList())
                .isEqualTo(IntStream.range(0, 11).mapToObj(i -> "f" + i).toList());
    }

    @Test
    void takesTheLockFromALineThatWaitsForItsPermit() {
        FakeVendor slow = new FakeVendor("slow", 5, 1, time);
        PipelineFixture one = new PipelineFixture(time, slow);
        one.start("bob", LONG, "x");
        Running line = one.start(PipelineFixture.order(null, "alice", friends("l", 5), LONG)
                .asLine(new BulkLine(Deadline.in(ofMinutes(60), time), null)));
        time.advance(ofMillis(500));
        one.start("alice", LONG, "single");
        time.advance(ofSeconds(5));
        assertThat(slow.batches()).containsExactly(List.of("x"), List.of("single", "l1", "l2", "l3", "l4"), List.of("l5"));
        assertThat(line.report().outcome().isComplete()).isTrue();
    }

    @Test
    void endsALongLineBeforeOthersBegin() {
        IntStream.range(0, 500)
                .forEach(i -> fixture.start(PipelineFixture.order(null, "user" + i, friends("f", i == 0 ? 200 : 1),
                        ofSeconds(3)).asLine(new BulkLine(Deadline.in(ofMinutes(60), time), null))));
        time.advance(ofSeconds(30));
        assertThat(fixture.counted("imported")).isEqualTo(699);
    }

    @Test
    void beginsNoLineThatWasStopped() {
        vendor.answers(slowly(imports()));
        fixture.start("alice", LONG, "busy");
        BulkLine stopped = new BulkLine(Deadline.in(ofMinutes(60), time), null);
        Running running = fixture.start(PipelineFixture.order(null, "alice", friends("l", 1), LONG).asLine(stopped));
        assertThat(stopped.stop()).isTrue();
        running.cancel();
        fixture.start("alice", LONG, "bob");
        time.advance(ofSeconds(5));
        assertThat(vendor.batches()).containsExactly(List.of("busy"), List.of("bob"));
        assertThat(stopped.begun()).isFalse();
    }

    @Test
    void countsTheTimeOfALineFromItsFirstPermit() {
        FakeVendor slow = new FakeVendor("slow", 5, 1, time);
        PipelineFixture one = new PipelineFixture(time, slow);
        slow.usual = FakeVendor.hangs();
        IntStream.range(0, 10).forEach(i -> one.start("user" + i, LONG, "x"));
        Running line = one.start(PipelineFixture.order(null, "alice", friends("l", 1), ofSeconds(2))
                .asLine(new BulkLine(Deadline.in(ofMinutes(60), time), null)));
        time.advance(ofSeconds(8));
        assertThat(line.done()).isFalse();
        time.advance(ofSeconds(8));
        assertThat(line.outcomes()).containsExactly("l1 unknown deadline_exceeded");
    }

    @Test
    void waitsWithALineWhileTheCircuitIsOpen() {
        FakeVendor broken = new FakeVendor("broken", 5, 100, time);
        PipelineFixture other = new PipelineFixture(time, broken);
        broken.usual = fails(refusal(Kind.VENDOR_UNAVAILABLE));
        IntStream.range(0, 30).forEach(i -> other.start("user" + i, ofSeconds(3), "x"));
        time.advance(ofSeconds(3));
        broken.usual = imports();
        Running line = other.start(PipelineFixture.order(null, "alice", friends("l", 1), LONG)
                .asLine(new BulkLine(Deadline.in(ofMinutes(60), time), null)));
        time.advance(ofMillis(100));
        assertThat(line.done()).isFalse();
        time.advance(ofSeconds(10));
        assertThat(line.outcomes()).containsExactly("l1 imported");
    }
}
