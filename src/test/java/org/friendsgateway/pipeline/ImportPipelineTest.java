package org.friendsgateway.pipeline;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.pipeline.FakeVendor.fails;
import static org.friendsgateway.pipeline.FakeVendor.hangs;
import static org.friendsgateway.pipeline.FakeVendor.imports;
import static org.friendsgateway.pipeline.FakeVendor.refusal;
import static org.friendsgateway.pipeline.PipelineFixture.friends;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.ImportOutcome.PerFriend;
import org.friendsgateway.pipeline.FakeVendor.Response;
import org.friendsgateway.pipeline.PipelineFixture.Running;
import org.friendsgateway.time.VirtualScheduler;
import org.junit.jupiter.api.Test;

/** The order of work: batches, locks, and the bounds on imports. */
class ImportPipelineTest {

    private static final Duration LONG = ofSeconds(30);

    private final VirtualScheduler time = new VirtualScheduler();
    private final FakeVendor vendor = new FakeVendor("chat", 2, 100, time);
    private final PipelineFixture fixture = new PipelineFixture(time, vendor);

    private Response slowly(long millis) {
        return imports().after(ofMillis(millis), time);
    }

    @Test
    void splitsAnImportIntoBatchesInOrder() {
        Running running = fixture.start("alice", LONG, "a", "b", "c", "d", "e");
        time.advance(ofSeconds(1));
        assertThat(vendor.batches()).containsExactly(List.of("a", "b"), List.of("c", "d"), List.of("e"));
        assertThat(running.report().outcome().isComplete()).isTrue();
    }

    @Test
    void sendsABatchAfterTheOneBeforeHasEnded() {
        vendor.usual = slowly(400);
        fixture.start("alice", LONG, friends("f", 6));
        time.advance(ofSeconds(5));
        assertThat(vendor.times()).containsExactly(0L, 400L, 800L);
        assertThat(vendor.overlapped).isEmpty();
    }

    @Test
    void takesAPermitForEachCall() {
        fixture.start("alice", LONG, friends("f", 8));
        time.advance(ofSeconds(1));
        assertThat(vendor.calls.stream().map(call -> call.at().toNanos() / 1_000))
                .containsExactly(0L, 8_000L, 16_000L, 24_000L);
    }

    @Test
    void reportsInTheOrderOfTheRequest() {
        vendor.usual = batch -> Uni.createFrom().item(new PerFriend(IntStream.range(0, batch.friends().size())
                .mapToObj(i -> batch.friends().get(batch.friends().size() - 1 - i).userId())
                .map(FriendOutcome::imported).toList()));
        Running running = fixture.start("alice", LONG, "zoe", "bob", "Ann");
        time.advance(ofSeconds(1));
        assertThat(running.outcomes()).containsExactly("zoe imported", "bob imported", "Ann imported");
    }

    @Test
    void neverOverlapsCallsForOneUser() {
        vendor.usual = slowly(300);
        Running first = fixture.start("alice", LONG, friends("a", 3));
        Running second = fixture.start("ALICE", LONG, friends("b", 3));
        Running third = fixture.start("alice", LONG, friends("c", 1));
        time.advance(ofSeconds(5));
        assertThat(vendor.overlapped).isEmpty();
        assertThat(vendor.batches()).containsExactly(List.of("a1", "a2"), List.of("a3", "b1"), List.of("b2", "c1"),
                List.of("b3"));
        assertThat(List.of(first, second, third)).allMatch(running -> running.report().outcome().isComplete());
        assertThat(third.report().ownerWait()).isEqualTo(ofMillis(600));
    }

    @Test
    void overlapsCallsForDifferentUsers() {
        vendor.usual = slowly(1000);
        IntStream.range(0, 5).forEach(i -> fixture.start("user" + i, LONG, "bob"));
        time.advance(ofMillis(900));
        assertThat(vendor.mostAtOnce).isEqualTo(5);
    }

    @Test
    void overlapsCallsForTheSameUserOfTwoApps() {
        FakeVendor other = new FakeVendor("other", 2, 100, time);
        PipelineFixture both = new PipelineFixture(time, vendor, other);
        vendor.answers(hangs());
        both.start(PipelineFixture.order("chat", "alice", friends("a", 1), LONG));
        Running running = both.start(PipelineFixture.order("other", "alice", friends("a", 1), LONG));
        assertThat(running.done()).isTrue();
    }

    @Test
    void unlocksTheUserAfterAFailedImport() {
        vendor.answers(fails(refusal(Kind.REJECTED_BY_VENDOR)));
        fixture.start("alice", LONG, "bob");
        Running next = fixture.start("alice", LONG, "carl");
        time.advance(ofSeconds(1));
        assertThat(next.report().outcome().isComplete()).isTrue();
    }

    @Test
    void unlocksTheUserAfterABugInAVendorsPackage() {
        vendor.answers(batch -> {
            throw new IllegalStateException("a bug");
        }, batch -> Uni.createFrom().failure(new IllegalStateException("another bug")));
        Running broken = fixture.start("alice", LONG, "bob");
        Running alsoBroken = fixture.start("alice", LONG, "bob");
        Running next = fixture.start("alice", LONG, "carl");
        time.advance(ofSeconds(1));
        assertThat(broken.done()).isTrue();
        assertThat(alsoBroken.done()).isTrue();
        assertThat(next.report().outcome().isComplete()).isTrue();
    }

    @Test
    void refusesImportsBeyondMaxInFlight() {
        PipelineFixture small = new PipelineFixture(time, Map.of("gateway.max-in-flight", "2"), vendor);
        vendor.usual = slowly(500);
        small.start("alice", LONG, "bob");
        small.start("bob", LONG, "alice");
        Running refused = small.start("carl", LONG, "alice");
        Running refusedToo = small.start("dora", LONG, "alice");
        assertThat(refused.report().failure()).extracting(Failure::kind).isEqualTo(Kind.OVERLOADED);
        assertThat(refused.report().retryAfter()).isEqualTo(ofSeconds(1));
        assertThat(refusedToo.report().failure()).extracting(Failure::kind).isEqualTo(Kind.OVERLOADED);
        time.advance(ofSeconds(2));
        assertThat(vendor.calls).extracting(FakeVendor.Call::owner).containsExactly("alice", "bob");
    }

    @Test
    void admitsImportsAgainWhenOthersHaveEnded() {
        PipelineFixture small = new PipelineFixture(time, Map.of("gateway.max-in-flight", "1"), vendor);
        vendor.answers(imports(), fails(refusal(Kind.REJECTED_BY_VENDOR)), hangs(), hangs());
        small.start("a", LONG, "bob");
        time.advance(ofSeconds(1));
        small.start("b", LONG, "bob");
        time.advance(ofSeconds(1));
        small.start("c", LONG, "bob").cancel();
        time.advance(ofSeconds(1));
        small.start("d", ofSeconds(1), "bob");
        time.advance(ofSeconds(2));
        assertThat(small.start("e", LONG, "bob").report().outcome().isComplete()).isTrue();
    }

    @Test
    void refusesImportsBeyondMaxWaitingPerUser() {
        PipelineFixture narrow = new PipelineFixture(time, Map.of("gateway.coordination.max-waiting-per-user", "1"), vendor);
        vendor.usual = slowly(500);
        narrow.start("alice", LONG, "a");
        Running waiting = narrow.start("alice", LONG, "b");
        Running refused = narrow.start("alice", LONG, "c");
        assertThat(refused.report().failure()).extracting(Failure::kind).isEqualTo(Kind.OVERLOADED);
        time.advance(ofSeconds(2));
        assertThat(waiting.report().outcome().isComplete()).isTrue();
    }
}
