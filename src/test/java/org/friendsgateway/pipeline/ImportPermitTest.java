package org.friendsgateway.pipeline;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.pipeline.FakeVendor.fails;
import static org.friendsgateway.pipeline.FakeVendor.hangs;
import static org.friendsgateway.pipeline.FakeVendor.refusal;
import static org.friendsgateway.pipeline.PipelineFixture.friends;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.pipeline.PipelineFixture.Running;
import org.friendsgateway.time.VirtualScheduler;
import org.junit.jupiter.api.Test;

/** What an import does about permits: one call a second, answered at once, so that a permit comes back after a second. */
class ImportPermitTest {

    private final VirtualScheduler time = new VirtualScheduler();
    private final FakeVendor vendor = new FakeVendor("chat", 2, 1, time);
    private final PipelineFixture fixture = new PipelineFixture(time, vendor);

    @Test
    void refusesAtOnceWhenTheFirstPermitCannotComeBeforeTheDeadline() {
        fixture.start("alice", ofSeconds(30), friends("a", 6));
        fixture.start("bob", ofSeconds(30), "b");
        Running refused = fixture.start("carl", ofSeconds(2), "c1", "c2", "c3");
        assertThat(refused.report().failure()).extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.RATE_LIMITED, Certainty.NOTHING_IMPORTED);
        assertThat(refused.report().retryAfter()).isEqualTo(ofSeconds(4));
        assertThat(vendor.calls).hasSize(1);
        time.advance(ofSeconds(4));
        assertThat(vendor.ownersAndTimes()).containsExactly("alice0", "alice1000", "bob2000", "alice3000");
    }

    @Test
    void failsLaterBatchesForWhichNoPermitComesInTime() {
        Running running = fixture.start("alice", ofMillis(1500), friends("a", 6));
        time.advance(ofMillis(1040));
        assertThat(running.outcomes()).containsExactly("a1 imported", "a2 imported", "a3 imported", "a4 imported",
                "a5 failed deadline_exceeded", "a6 failed deadline_exceeded");
        assertThat(running.report().retryAfter()).isEqualTo(ofSeconds(1));
    }

    @Test
    void leavesNothingBehindWhenItsCallerLeaves() {
        fixture.start("alice", ofSeconds(30), "a");
        Running leaving = fixture.start("bob", ofSeconds(30), "b");
        fixture.start("carl", ofSeconds(30), "c");
        time.advance(ofMillis(950));
        leaving.cancel();
        time.advance(ofSeconds(10));
        assertThat(vendor.ownersAndTimes()).containsExactly("alice0", "carl1000");
    }

    @Test
    void releasesAPermitThatItIsTooLateFor() {
        fixture.start("alice", ofSeconds(30), "a");
        fixture.start("bob", ofSeconds(30), "b");
        time.advance(ofMillis(950));
        time.stall(ofMillis(400));
        time.advance(ofSeconds(10));
        assertThat(vendor.times()).containsExactly(0L, 1350L);
    }

    @Test
    void usesAPermitThatItIsSlightlyLateFor() {
        fixture.start("alice", ofSeconds(30), "a");
        fixture.start("bob", ofSeconds(30), "b");
        fixture.start("carl", ofSeconds(30), "c");
        time.advance(ofMillis(950));
        time.stall(ofMillis(200));
        time.advance(ofSeconds(10));
        assertThat(vendor.times().subList(0, 2)).containsExactly(0L, 1150L);
        assertThat(vendor.times().get(2)).isBetween(2150L, 2160L);
    }

    @Test
    void takesAnotherPermitWhenItsOwnIsInvalid() {
        FaultyReplicas replicas = new FaultyReplicas(time);
        PipelineFixture faulty = new PipelineFixture(time, replicas, vendor);
        faulty.start("alice", ofSeconds(30), "a");
        faulty.start("bob", ofSeconds(30), "b");
        time.advance(ofMillis(950));
        replicas.voidPermits();
        time.advance(ofSeconds(10));
        assertThat(vendor.times()).hasSize(2);
    }

    @Test
    void pausesAllCallersWhenTheVendorRateLimits() {
        vendor.answers(fails(refusal(Kind.VENDOR_RATE_LIMITED).withRetryAfter(ofMinutes(1))));
        fixture.start("alice", ofMinutes(2), "a");
        fixture.start("bob", ofMinutes(2), "b");
        time.advance(ofSeconds(59));
        assertThat(vendor.calls).hasSize(1);
        time.advance(ofSeconds(10));
        assertThat(vendor.times()).containsExactly(0L, 60_000L, 61_000L);
    }

    @Test
    void pausesCallersThatHoldAPermit() {
        vendor.answers(fails(refusal(Kind.VENDOR_RATE_LIMITED).withRetryAfter(ofMinutes(1))).after(ofSeconds(2), time));
        fixture.start("alice", ofMinutes(2), "a");
        fixture.start("bob", ofMinutes(2), "b");
        fixture.start("carl", ofMinutes(2), "c");
        time.advance(ofMinutes(2));
        assertThat(vendor.ownersAndTimes()).containsExactly("alice0", "bob1030", "carl62000", "alice63000");
    }

    @Test
    void pausesForAQuarterOfASecondByDefault() {
        vendor.answers(fails(refusal(Kind.VENDOR_RATE_LIMITED)).after(ofMillis(900), time));
        fixture.start("alice", ofMillis(1000), "a");
        fixture.start("bob", ofMinutes(1), "b");
        time.advance(ofMinutes(1));
        assertThat(vendor.times()).containsExactly(0L, 1150L);
    }

    @Test
    void pausesOnceForOneRefusal() {
        vendor.answers(fails(refusal(Kind.VENDOR_RATE_LIMITED).withRetryAfter(ofMinutes(1))));
        fixture.start("alice", ofSeconds(61), "a");
        time.advance(ofSeconds(59));
        fixture.start("bob", ofMinutes(2), "b");
        fixture.start("carl", ofMinutes(2), "c");
        time.advance(ofSeconds(2));
        fixture.start("dora", ofMinutes(2), "d");
        time.advance(ofMinutes(1));
        assertThat(vendor.ownersAndTimes()).containsExactly("alice0", "bob60000", "carl61000", "dora62000");
    }

    @Test
    void reportsARateLimitWithItsPause() {
        vendor.answers(fails(refusal(Kind.VENDOR_RATE_LIMITED).withRetryAfter(ofMinutes(1))));
        Running running = fixture.start("alice", ofSeconds(30), "a");
        assertThat(running.report().failure()).extracting(Failure::kind).isEqualTo(Kind.VENDOR_RATE_LIMITED);
        assertThat(running.report().retryAfter()).isEqualTo(ofMinutes(1));
    }

    @Test
    void spendsNoPermitWithoutALogin() {
        vendor.loginRefused = refusal(Kind.VENDOR_UNAUTHORIZED);
        Running running = fixture.start("alice", ofSeconds(30), "a", "b", "c");
        assertThat(running.report().failure()).extracting(Failure::kind).isEqualTo(Kind.VENDOR_UNAUTHORIZED);
        assertThat(fixture.quota(vendor).pauseLeft()).isZero();
    }

    @Test
    void doesNotPauseTheQuotaForARateLimitedLogin() {
        vendor.loginRefused = refusal(Kind.VENDOR_RATE_LIMITED).withRetryAfter(ofMinutes(1));
        Running running = fixture.start("alice", ofSeconds(30), "a");
        assertThat(running.report().failure()).extracting(Failure::kind).isEqualTo(Kind.VENDOR_RATE_LIMITED);
        assertThat(fixture.quota(vendor).pauseLeft()).isZero();
    }

    @Test
    void measuresPermitWaitAndVendorTime() {
        vendor.answers(FakeVendor.imports(), hangs());
        Running running = fixture.start("alice", ofSeconds(3), friends("a", 3));
        time.advance(ofSeconds(3));
        assertThat(running.report().permitWait()).isEqualTo(ofMillis(1000));
        assertThat(running.report().vendorTime()).isEqualTo(ofMillis(2000));
    }
}
