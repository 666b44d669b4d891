package org.friendsgateway.pipeline;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.pipeline.FakeVendor.fails;
import static org.friendsgateway.pipeline.FakeVendor.imports;
import static org.friendsgateway.pipeline.FakeVendor.judges;
import static org.friendsgateway.pipeline.FakeVendor.refusal;

import java.time.Duration;
import java.util.Map;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.friend.FriendOutcome.Status;
import org.friendsgateway.pipeline.PipelineFixture.Running;
import org.friendsgateway.time.VirtualScheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What a batch that failed for good means for those after it, and when one reason is that of the whole import. */
class ImportStopTest {

    private static final Duration LONG = ofSeconds(30);

    private final VirtualScheduler time = new VirtualScheduler();
    private final FakeVendor vendor = new FakeVendor("chat", 1, 100, time);
    private final PipelineFixture fixture = new PipelineFixture(time, vendor);

    @CanIgnoreReturnValue
    private Running run(String... friends) {
        Running running = fixture.start("alice", LONG, friends);
        time.advance(LONG);
        return running;
    }

    @ParameterizedTest
    @EnumSource(names = { "USER_NOT_FOUND", "FRIEND_LIMIT_REACHED", "USER_FORBIDDEN", "BLOCKED_BY_POLICY",
            "VENDOR_UNAUTHORIZED", "VENDOR_MISCONFIGURED", "VENDOR_QUOTA_EXHAUSTED" })
    void skipsRemainingBatchesAfterAFailureThatHoldsForAll(Kind kind) {
        vendor.answers(imports(), fails(refusal(kind).withVendorError(new VendorError("30010", "full", 200))));
        Running running = run("a", "b", "c", "d");
        assertThat(vendor.calls).hasSize(2);
        assertThat(running.outcomes()).containsExactly("a imported", "b failed " + kind.code(), "c failed " + kind.code(),
                "d failed " + kind.code());
        assertThat(running.report().outcomes().get(3).failure()).extracting(Failure::vendor)
                .isEqualTo(new VendorError("30010", "full", 200));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = { "USER_NOT_FOUND", "FRIEND_LIMIT_REACHED", "USER_FORBIDDEN",
            "BLOCKED_BY_POLICY", "VENDOR_UNAUTHORIZED", "VENDOR_MISCONFIGURED", "VENDOR_QUOTA_EXHAUSTED",
            // No vendor says these.
            "RATE_LIMITED", "DEADLINE_EXCEEDED" })
    void sendsTheRemainingBatchesAfterAnyOtherReason(Kind kind) {
        Failure reason = refusal(kind).with(RetryAdvice.NO_RETRY);
        vendor.answers(fails(reason), imports());
        Running running = run("a", "b");
        assertThat(running.outcomes()).containsExactly("a failed " + kind.code(), "b imported");
    }

    @Test
    void sendsTheRemainingBatchesAfterAVerdictOnAFriend() {
        vendor.answers(judges(Map.of("a", refusal(Kind.BLOCKED_BY_POLICY))));
        assertThat(run("a", "b").outcomes()).containsExactly("a failed blocked_by_policy", "b imported");
    }

    @Test
    void skipsRemainingBatchesWhenTheFirstIsUnknown() {
        vendor.answers(fails(Failure.of(Kind.VENDOR_TIMEOUT).with(Certainty.UNKNOWN)), fails(refusal(Kind.USER_NOT_FOUND)));
        Running running = run("a", "b");
        assertThat(running.outcomes()).containsExactly("a unknown user_not_found", "b failed user_not_found");
        assertThat(running.report().outcomes().get(1).failure()).extracting(Failure::certainty)
                .isEqualTo(Certainty.NOTHING_IMPORTED);
    }

    @Test
    void reportsASharedFailureForTheWholeImport() {
        vendor.usual = fails(refusal(Kind.VENDOR_REJECTED));
        ImportResult report = run("a", "b").report();
        assertThat(report.failure()).extracting(Failure::kind).isEqualTo(Kind.VENDOR_REJECTED);
        assertThat(report.count(Status.FAILED)).isEqualTo(2);
    }

    @Test
    void reportsVerdictsFriendByFriendEvenWhenAllAgree() {
        vendor.usual = batch -> judges(Map.of(batch.friends().get(0).userId(), refusal(Kind.FRIEND_NOT_FOUND)))
                .apply(batch);
        Running running = run("a", "b");
        assertThat(running.outcomes()).containsExactly("a failed friend_not_found", "b failed friend_not_found");
        assertThat(running.report().failure()).isNull();
        assertThat(running.report().outcome().isComplete()).isFalse();
    }

    @Test
    void reportsDifferentFailuresFriendByFriend() {
        vendor.answers(fails(refusal(Kind.VENDOR_REJECTED)), fails(refusal(Kind.CONTENT_REJECTED)));
        assertThat(run("a", "b").report().failure()).isNull();
    }

    @Test
    void reportsASharedFailureFriendByFriendWhenSomeAreUnknown() {
        vendor.answers(fails(refusal(Kind.VENDOR_REJECTED)), fails(Failure.of(Kind.VENDOR_REJECTED).with(Certainty.UNKNOWN)));
        assertThat(run("a", "b").report().failure()).isNull();
    }

    @Test
    void countsFriendsByOutcome() {
        vendor.answers(imports(), fails(refusal(Kind.FRIEND_LIMIT_REACHED)));
        run("a", "b", "c");
        assertThat(fixture.registry.get("friends.import.friends").tag("status", "failed")
                .tag("code", "friend_limit_reached").counter().count()).isEqualTo(2);
        assertThat(fixture.registry.get("friends.import.friends").tag("status", "imported").counter().count())
                .isEqualTo(1);
    }
}
