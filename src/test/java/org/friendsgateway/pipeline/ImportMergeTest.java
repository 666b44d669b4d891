package org.friendsgateway.pipeline;

import static java.time.Duration.ofMillis;
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
import org.friendsgateway.time.VirtualScheduler;
import org.friendsgateway.vendor.AppProfile.Notification;
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
        vendor.notification = Notification.ON_REQUEST;
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
    void reportsFriendsInTheCallOfAnotherImportAsUnknownAtTheDeadline() {
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
}
