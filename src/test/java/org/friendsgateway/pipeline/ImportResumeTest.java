package org.friendsgateway.pipeline;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.pipeline.FakeVendor.fails;
import static org.friendsgateway.pipeline.FakeVendor.hangs;
import static org.friendsgateway.pipeline.FakeVendor.imports;
import static org.friendsgateway.pipeline.FakeVendor.judges;
import static org.friendsgateway.pipeline.FakeVendor.refusal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.pipeline.PipelineFixture.Running;
import org.friendsgateway.time.VirtualScheduler;
import org.junit.jupiter.api.Test;

/** Imports that are recorded and resumed, and writers whose lock has expired. */
class ImportResumeTest {

    private static final Duration LONG = ofSeconds(30);

    private final VirtualScheduler time = new VirtualScheduler();
    private final FakeVendor vendor = new FakeVendor("chat", 1, 100, time);
    private final FaultyReplicas replicas = new FaultyReplicas(time);
    private final PipelineFixture fixture = new PipelineFixture(time, replicas, vendor);
    private final Paper paper = new Paper();

    /** A journal that can be read. */
    private static final class Paper implements Journal {

        private final List<Entry> written = new ArrayList<>();
        private boolean torn;

        @Override
        public List<Entry> earlier() {
            return List.copyOf(written);
        }

        @Override
        public boolean interrupted() {
            return torn;
        }

        @Override
        public Uni<Void> write(List<Entry> outcomes) {
            written.addAll(outcomes);
            return Uni.createFrom().voidItem();
        }

        List<String> names() {
            return written.stream().map(Entry::outcome).map(outcome -> outcome.userId() + " " + outcome.status().code())
                    .toList();
        }
    }

    private Running run(String... friends) {
        Running running = fixture.start(PipelineFixture.order(null, "alice", Stream.of(friends).map(Friend::of).toList(), LONG)
                .withJournal(paper));
        time.advance(LONG);
        return running;
    }

    @Test
    void recordsFinalAndUnknownOutcomesAfterEachCall() {
        vendor.answers(imports(), judges(Map.of("b", refusal(Kind.FRIEND_NOT_FOUND))), fails(unknown()), fails(unknown()),
                fails(unknown()), fails(unknown()), fails(refusal(Kind.WRITE_CONFLICT).with(RetryAdvice.NO_RETRY)));
        run("a", "b", "c", "d");
        assertThat(paper.names()).startsWith("a imported", "b failed", "c unknown").doesNotContain("d failed");
    }

    @Test
    void resumesFriendsThatFailedInTheGateway() {
        vendor.answers(fails(refusal(Kind.VENDOR_MISCONFIGURED)));
        assertThat(run("a", "b").report().failure()).extracting(Failure::kind).isEqualTo(Kind.VENDOR_MISCONFIGURED);
        assertThat(run("a", "b").outcomes()).containsExactly("a imported", "b imported");
    }

    @Test
    void resumesFriendsWithoutAFinalOutcome() {
        paper.written.addAll(List.of(entry(FriendOutcome.imported("a")),
                entry(FriendOutcome.failed("b", refusal(Kind.FRIEND_NOT_FOUND))),
                entry(FriendOutcome.failed("c", unknown()))));
        Running running = run("a", "b", "c", "d");
        assertThat(vendor.batches()).containsExactly(List.of("c"), List.of("d"));
        assertThat(running.outcomes()).containsExactly("a imported", "b failed friend_not_found", "c imported", "d imported");
    }

    @Test
    void sendsNothingWhenEveryOutcomeIsRecorded() {
        paper.written.addAll(List.of(entry(FriendOutcome.imported("a")), entry(FriendOutcome.imported("b"))));
        assertThat(run("a", "b").outcomes()).containsExactly("a imported", "b imported");
        assertThat(vendor.calls).isEmpty();
    }

    @Test
    void countsEachFriendOnceOverAllAttempts() {
        paper.written.addAll(List.of(entry(FriendOutcome.imported("a")), entry(FriendOutcome.imported("b"))));
        run("a", "b", "c");
        assertThat(fixture.counted("imported")).isEqualTo(1);
    }

    @Test
    void countsFriendsOfAnInterruptedAttempt() {
        paper.torn = true;
        paper.written.addAll(List.of(entry(FriendOutcome.imported("a")), entry(FriendOutcome.imported("b"))));
        run("a", "b", "c");
        assertThat(fixture.counted("imported")).isEqualTo(3);
    }

    @Test
    void staysUnknownWhenAFriendWasSentEarlier() {
        paper.written.add(entry(FriendOutcome.failed("a", unknown())));
        vendor.usual = fails(refusal(Kind.USER_FORBIDDEN));
        assertThat(run("a", "b").outcomes()).containsExactly("a unknown user_forbidden", "b failed user_forbidden");
    }

    @Test
    void staysUnknownAfterAnInterruptedAttempt() {
        paper.torn = true;
        vendor.usual = fails(refusal(Kind.USER_FORBIDDEN));
        assertThat(run("a", "b").outcomes()).containsExactly("a unknown user_forbidden", "b unknown user_forbidden");
    }

    @Test
    void staysUnknownWhenTheDeadlineComesBeforeTheResend() {
        paper.torn = true;
        vendor.usual = hangs();
        assertThat(run("a", "b").outcomes()).containsExactly("a unknown deadline_exceeded", "b unknown deadline_exceeded");
    }

    @Test
    void locksAgainWhenTheLockExpiresDuringThePermitWait() {
        vendor.usual = imports().after(ofMillis(50), time);
        fixture.quota(vendor).pauseFor(ofSeconds(5));
        Running paused = fixture.start("alice", LONG, "a");
        time.advance(ofSeconds(4));
        replicas.voidLocks();
        Running other = fixture.start("alice", LONG, "b");
        time.advance(LONG);
        assertThat(paused.outcomes()).containsExactly("a imported");
        assertThat(other.outcomes()).containsExactly("b imported");
        assertThat(vendor.overlapped).isEmpty();
        assertThat(vendor.batches()).containsExactly(List.of("b"), List.of("a"));
    }

    @Test
    void locksAgainWhenTheLockExpiresDuringACall() {
        vendor.usual = imports().after(ofMillis(50), time);
        Running running = fixture.start("alice", LONG, "a", "b", "c", "d", "e", "f");
        time.advance(ofMillis(10));
        replicas.voidLocks();
        time.advance(LONG);
        assertThat(running.report().outcome().isComplete()).isTrue();
    }

    private static Journal.Entry entry(FriendOutcome outcome) {
        return new Journal.Entry(outcome, true);
    }

    private static Failure unknown() {
        return Failure.of(Kind.VENDOR_TIMEOUT).with(Certainty.UNKNOWN);
    }
}
