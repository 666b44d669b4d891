package org.friendsgateway.pipeline;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.pipeline.FakeVendor.fails;
import static org.friendsgateway.pipeline.FakeVendor.imports;
import static org.friendsgateway.pipeline.FakeVendor.judges;
import static org.friendsgateway.pipeline.FakeVendor.refusal;
import static org.friendsgateway.pipeline.PipelineFixture.friends;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.pipeline.FakeVendor.Response;
import org.friendsgateway.pipeline.PipelineFixture.Running;
import org.friendsgateway.time.Deadline;
import org.friendsgateway.time.VirtualScheduler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Imports of one user that wait leave in as few calls as they fit in. */
class ImportMergeTest {

    private static final Duration LONG = ofSeconds(30);

    private final VirtualScheduler time = new VirtualScheduler();
    private final FakeVendor vendor = new FakeVendor("chat", 5, 100, time);
    private final PipelineFixture fixture = new PipelineFixture(time, vendor);

    private Response slowly(Response answer) {
        return answer.after(ofMillis(300), time);
    }

    /** A call of alice's that keeps later imports of hers waiting. */
    private void keepBusy() {
        vendor.answers(slowly(imports()));
        fixture.start("alice", LONG, "busy");
    }

    private List<List<String>> mergedCalls() {
        return vendor.batches().subList(1, vendor.batches().size());
    }

    @Test
    void sendsImportsThatWaitInOneCall() {
        keepBusy();
        Running bob = fixture.start("alice", LONG, "bob");
        Running carl = fixture.start("ALICE", LONG, "carl", "carla");
        time.advance(ofSeconds(1));
        assertThat(mergedCalls()).containsExactly(List.of("bob", "carl", "carla"));
        assertThat(bob.outcomes()).containsExactly("bob imported");
        assertThat(carl.outcomes()).containsExactly("carl imported", "carla imported");
        assertThat(fixture.registry.get("friends.import.merged").counter().count()).isEqualTo(1);
        assertThat(time.pending()).isZero();
    }

    @Test
    void fillsEachCall() {
        keepBusy();
        List<Running> all = IntStream.range(0, 4).mapToObj(i -> fixture.start("alice", LONG, friends("f" + i + "-", 4)))
                .toList();
        time.advance(ofSeconds(1));
        assertThat(mergedCalls()).hasSize(4).filteredOn(call -> call.size() == 5).hasSize(3);
        assertThat(all).allMatch(running -> running.report().outcome().isComplete());
    }

    @Test
    void takesWaitingImportsAlongInTheLastCallOfALongOne() {
        vendor.usual = slowly(imports());
        fixture.start("alice", LONG, friends("a", 7));
        fixture.start("alice", LONG, "bob");
        time.advance(ofSeconds(2));
        assertThat(vendor.batches()).containsExactly(List.of("a1", "a2", "a3", "a4", "a5"), List.of("a6", "a7", "bob"));
    }

    @Test
    void sendsAFriendOnceInACall() {
        keepBusy();
        fixture.start("alice", LONG, "bob");
        Running again = fixture.start("alice", LONG, "carl", "BOB");
        time.advance(ofSeconds(1));
        assertThat(mergedCalls()).containsExactly(List.of("bob", "carl"), List.of("BOB"));
        assertThat(again.outcomes()).containsExactly("carl imported", "BOB imported");
    }

    @Test
    void keepsNotifyingImportsApart() {
        vendor.notifies = true;
        keepBusy();
        fixture.start("alice", LONG, "bob");
        fixture.start(new ImportCommand(Caller.ANONYMOUS, null, new FriendImport("alice", List.of(Friend.of("carl")), true),
                List.of(), LONG, false, null));
        time.advance(ofSeconds(1));
        assertThat(mergedCalls()).containsExactly(List.of("bob"), List.of("carl"));
    }

    @Test
    void letsEachImportKeepItsDeadline() {
        keepBusy();
        Running hasty = fixture.start("alice", ofMillis(200), "bob");
        Running patient = fixture.start("alice", LONG, "carl");
        time.advance(ofMillis(200));
        assertThat(hasty.outcomes()).containsExactly("bob failed deadline_exceeded");
        time.advance(ofSeconds(1));
        assertThat(mergedCalls()).containsExactly(List.of("carl"));
        assertThat(patient.outcomes()).containsExactly("carl imported");
    }

    @Test
    void reportsFriendsInSomebodyElsesCallAsUnknownAtTheDeadline() {
        keepBusy();
        vendor.answers(FakeVendor.hangs());
        fixture.start("alice", LONG, "carl");
        Running hasty = fixture.start("alice", ofMillis(400), "bob");
        time.advance(ofMillis(400));
        assertThat(mergedCalls()).containsExactly(List.of("carl", "bob"));
        assertThat(hasty.outcomes()).containsExactly("bob unknown deadline_exceeded");
    }

    @Test
    void leavesTheCallOutWhenItsCallerLeaves() {
        keepBusy();
        Running leaving = fixture.start("alice", LONG, "bob");
        fixture.start("alice", LONG, "carl");
        leaving.cancel();
        time.advance(ofSeconds(1));
        assertThat(mergedCalls()).containsExactly(List.of("carl"));
    }

    @Test
    void goesOnForOthersWhenTheCallerOfTheCallLeaves() {
        keepBusy();
        vendor.answers(slowly(imports()));
        Running leaving = fixture.start("alice", LONG, "bob");
        Running carl = fixture.start("alice", LONG, "carl");
        time.advance(ofMillis(400));
        leaving.cancel();
        time.advance(ofSeconds(1));
        assertThat(mergedCalls()).containsExactly(List.of("bob", "carl"));
        assertThat(carl.outcomes()).containsExactly("carl imported");
    }

    @ParameterizedTest
    @EnumSource(names = { "REJECTED_BY_VENDOR", "CONTENT_REJECTED", "VENDOR_REJECTED", "FRIEND_LIMIT_REACHED" })
    void sendsEachAloneAfterARefusalThatAnotherMayHaveCaused(Kind kind) {
        keepBusy();
        vendor.usual = batch -> batch.friends().stream().anyMatch(friend -> friend.userId().equals("bad"))
                ? fails(refusal(kind)).apply(batch)
                : imports().apply(batch);
        Running bad = fixture.start("alice", LONG, "bad");
        Running good = fixture.start("alice", LONG, "bob");
        Running better = fixture.start("alice", LONG, "carl");
        time.advance(ofSeconds(1));
        assertThat(mergedCalls()).containsExactlyInAnyOrder(List.of("bad", "bob", "carl"), List.of("bad"), List.of("bob"),
                List.of("carl"));
        assertThat(bad.report().failure()).extracting(Failure::kind).isEqualTo(kind);
        assertThat(List.of(good, better)).allMatch(running -> running.report().outcome().isComplete());
    }

    @Test
    void sendsEachAloneAfterABug() {
        keepBusy();
        vendor.usual = batch -> batch.friends().size() > 1 ? Uni.createFrom().failure(new IllegalStateException("a bug"))
                : imports().apply(batch);
        Running bob = fixture.start("alice", LONG, "bob");
        fixture.start("alice", LONG, "carl");
        time.advance(ofSeconds(1));
        assertThat(mergedCalls()).hasSize(3);
        assertThat(bob.outcomes()).containsExactly("bob imported");
    }

    @Test
    void sharesAReasonThatHoldsForTheUser() {
        keepBusy();
        vendor.answers(fails(refusal(Kind.USER_NOT_FOUND)));
        Running bob = fixture.start("alice", LONG, "bob");
        Running carl = fixture.start("alice", LONG, "carl");
        time.advance(ofSeconds(1));
        assertThat(mergedCalls()).hasSize(1);
        assertThat(List.of(bob, carl)).extracting(running -> running.report().failure()).extracting(Failure::kind)
                .containsOnly(Kind.USER_NOT_FOUND);
    }

    @Test
    void retriesOnlyTheImportThatFailed() {
        keepBusy();
        vendor.answers(judges(Map.of("bob", refusal(Kind.WRITE_CONFLICT))));
        Running bob = fixture.start("alice", LONG, "bob");
        Running carl = fixture.start("alice", LONG, "carl");
        time.advance(ofMillis(310));
        assertThat(carl.done()).isTrue();
        time.advance(ofSeconds(1));
        assertThat(mergedCalls()).containsExactly(List.of("bob", "carl"), List.of("bob"));
        assertThat(bob.outcomes()).containsExactly("bob imported");
    }

    @Test
    void retriesAFailedCallInOneCall() {
        keepBusy();
        vendor.answers(fails(refusal(Kind.VENDOR_UNAVAILABLE)));
        IntStream.range(0, 5).forEach(i -> fixture.start("alice", LONG, "f" + i));
        time.advance(ofSeconds(1));
        assertThat(mergedCalls()).hasSize(2);
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
    void beginsNoLineThatWasStopped() {
        keepBusy();
        BulkLine stopped = new BulkLine(Deadline.in(ofMinutes(60), time), null);
        Running running = fixture.start(PipelineFixture.order(null, "alice", friends("l", 1), LONG).asLine(stopped));
        assertThat(stopped.stop()).isTrue();
        running.cancel();
        fixture.start("alice", LONG, "bob");
        time.advance(ofSeconds(5));
        assertThat(mergedCalls()).containsExactly(List.of("bob"));
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
