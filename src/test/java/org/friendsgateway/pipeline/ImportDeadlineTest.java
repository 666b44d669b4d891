package org.friendsgateway.pipeline;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.pipeline.FakeVendor.fails;
import static org.friendsgateway.pipeline.FakeVendor.hangs;
import static org.friendsgateway.pipeline.FakeVendor.imports;
import static org.friendsgateway.pipeline.FakeVendor.refusal;
import static org.friendsgateway.pipeline.PipelineFixture.friends;

import java.util.List;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.pipeline.FakeVendor.Response;
import org.friendsgateway.pipeline.PipelineFixture.Running;
import org.friendsgateway.time.VirtualScheduler;
import org.junit.jupiter.api.Test;

/** Callers that disconnect and deadlines that pass: what was sent, what was not, and who holds the lock. */
class ImportDeadlineTest {

    private final VirtualScheduler time = new VirtualScheduler();
    private final FakeVendor vendor = new FakeVendor("chat", 2, 100, time);
    private final PipelineFixture fixture = new PipelineFixture(time, vendor);

    private Response slowly(long millis) {
        return imports().after(ofMillis(millis), time);
    }

    @Test
    void distinguishesUnsentFromUnansweredAtTheDeadline() {
        vendor.answers(imports(), hangs());
        Running running = fixture.start("alice", ofSeconds(3), "a", "b", "c", "d", "e");
        time.advance(ofSeconds(3));
        assertThat(running.outcomes()).containsExactly("a imported", "b imported", "c unknown deadline_exceeded",
                "d unknown deadline_exceeded", "e failed deadline_exceeded");
        assertThat(running.report().retryable()).containsExactly("c", "d", "e");
        assertThat(running.report().failure()).isNull();
    }

    @Test
    void answersAtTheDeadline() {
        vendor.answers(hangs());
        Running running = fixture.start("alice", ofSeconds(3), "a");
        time.advance(ofMillis(2999));
        assertThat(running.done()).isFalse();
        time.advance(ofMillis(1));
        assertThat(running.report().failure()).extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.DEADLINE_EXCEEDED, Certainty.UNKNOWN);
    }

    @Test
    void startsNoFurtherCallAfterTheDeadline() {
        vendor.usual = slowly(2000);
        fixture.start("alice", ofSeconds(3), friends("a", 6));
        time.advance(ofSeconds(30));
        assertThat(vendor.times()).containsExactly(0L, 2000L);
    }

    @Test
    void startsNoFurtherCallAfterItsCallerDisconnects() {
        vendor.usual = slowly(500);
        Running running = fixture.start("alice", ofSeconds(30), friends("a", 6));
        time.advance(ofMillis(700));
        running.cancel();
        time.advance(ofSeconds(30));
        assertThat(vendor.times()).containsExactly(0L, 500L);
        assertThat(running.done()).isFalse();
    }

    @Test
    void retriesNoCallAfterItsCallerDisconnects() {
        vendor.usual = fails(refusal(Kind.VENDOR_UNAVAILABLE)).after(ofMillis(500), time);
        Running running = fixture.start("alice", ofSeconds(30), friends("a", 1));
        time.advance(ofMillis(100));
        running.cancel();
        time.advance(ofSeconds(30));
        assertThat(vendor.times()).containsExactly(0L);
    }

    @Test
    void keepsTheLockOfADisconnectedCallerUntilTheCallInFlightEnds() {
        vendor.usual = slowly(5000);
        Running left = fixture.start("alice", ofSeconds(30), friends("a", 4));
        Running next = fixture.start("alice", ofSeconds(30), "b");
        left.cancel();
        time.advance(ofMillis(4999));
        assertThat(vendor.calls).hasSize(1);
        time.advance(ofMillis(1));
        assertThat(vendor.batches()).containsExactly(List.of("a1", "a2"), List.of("b"));
        time.advance(ofSeconds(20));
        assertThat(vendor.overlapped).isEmpty();
        assertThat(next.report().outcome().isComplete()).isTrue();
    }

    @Test
    void keepsTheLockAfterTheDeadlineUntilTheCallInFlightEnds() {
        vendor.usual = slowly(5000);
        fixture.start("alice", ofSeconds(1), friends("a", 4));
        Running next = fixture.start("alice", ofSeconds(30), "b");
        time.advance(ofSeconds(20));
        assertThat(vendor.times()).containsExactly(0L, 5000L);
        assertThat(vendor.overlapped).isEmpty();
        assertThat(next.report().outcome().isComplete()).isTrue();
    }

    @Test
    void leavesTheQueueWhenTheCallerDisconnects() {
        vendor.usual = slowly(1000);
        fixture.start("alice", ofSeconds(30), "a");
        Running leaving = fixture.start("alice", ofSeconds(30), "b");
        Running next = fixture.start("alice", ofSeconds(30), "c");
        leaving.cancel();
        time.advance(ofSeconds(5));
        assertThat(vendor.batches()).containsExactly(List.of("a"), List.of("c"));
        assertThat(next.report().outcome().isComplete()).isTrue();
    }

    @Test
    void failsImportsThatGetNoLockBeforeTheDeadline() {
        vendor.usual = slowly(5000);
        fixture.start("alice", ofSeconds(30), "a");
        Running waiting = fixture.start("alice", ofSeconds(2), "b", "c");
        time.advance(ofSeconds(2));
        assertThat(waiting.outcomes()).containsExactly("b failed deadline_exceeded", "c failed deadline_exceeded");
        assertThat(waiting.report().failure()).extracting(Failure::certainty).isEqualTo(Certainty.NOTHING_IMPORTED);
        time.advance(ofSeconds(30));
        assertThat(vendor.batches()).containsExactly(List.of("a"));
    }

    @Test
    void pausesTheQuotaForARateLimitThatArrivesAfterTheDeadline() {
        vendor.answers(fails(refusal(Kind.VENDOR_RATE_LIMITED).withRetryAfter(ofMinutes(1))).after(ofSeconds(2), time));
        Running running = fixture.start("alice", ofSeconds(30), "a");
        time.advance(ofSeconds(1));
        running.cancel();
        time.advance(ofSeconds(1));
        assertThat(fixture.quota(vendor).pauseLeft()).isEqualTo(ofMinutes(1));
    }

    @Test
    void leavesNoTimerBehind() {
        vendor.usual = slowly(300);
        fixture.start("alice", ofSeconds(30), friends("a", 5));
        fixture.start("alice", ofSeconds(30), friends("b", 5)).cancel();
        fixture.start("bob", ofMillis(100), friends("c", 5));
        time.advance(ofSeconds(2));
        assertThat(time.pending()).isZero();
    }
}
