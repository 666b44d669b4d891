package org.friendsgateway.quota.local;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.Priority;
import org.friendsgateway.quota.Quota.Demand;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.quota.Quota.Waiting;
import org.friendsgateway.quota.RateSchedule;
import org.friendsgateway.time.VirtualScheduler;
import org.junit.jupiter.api.Test;

/** Two permits a second with a jitter tolerance of 30 ms, so that they are leased 400 ms apart. */
class LocalQuotaTest {

    private static final Demand DEMAND = Demand.of(Priority.SINGLE, new Waiting(1, ""), null);

    private final VirtualScheduler time = new VirtualScheduler();
    private final LocalQuota quota = new LocalQuota(RateSchedule.of(2, 0.03), time);

    private Lease ask() {
        return quota.lease(DEMAND).await().indefinitely();
    }

    @CanIgnoreReturnValue
    private Permit take() {
        return Objects.requireNonNull(ask().permit());
    }

    private Permit send() {
        Permit permit = take();
        quota.sent(permit);
        return permit;
    }

    /** The delay of a lease without a permit. */
    private Duration wait(Lease lease) {
        assertThat(lease.permit()).isNull();
        return lease.delay();
    }

    @Test
    void spreadsABurst() {
        take();
        assertThat(wait(ask())).isEqualTo(ofMillis(400));
        time.advanceMillis(300);
        assertThat(ask().delay()).isEqualTo(ofMillis(100));
    }

    @Test
    void givesAPermitAgainASecondAfterItsCallWasAnswered() {
        Permit first = send();
        time.advanceMillis(10);
        quota.ended(first);
        time.advanceMillis(400);
        send();
        assertThat(wait(ask())).isEqualTo(ofMillis(600));
        time.advanceMillis(500);
        assertThat(ask().delay()).isEqualTo(ofMillis(100));
    }

    @Test
    void givesAPermitAgainASecondAndTheJitterAfterItsCallWasSent() {
        Permit first = send();
        time.advanceMillis(400);
        send();
        quota.ended(first);
        assertThat(wait(ask())).isEqualTo(ofMillis(630));
    }

    @Test
    void waitsForACallThatIsSentLate() {
        Permit first = take();
        time.advanceMillis(240);
        quota.sent(first);
        time.advanceMillis(160);
        send();
        assertThat(wait(ask())).isEqualTo(ofMillis(870));
    }

    @Test
    void givesAPermitAgainThatIsNotReported() {
        take();
        time.advanceMillis(400);
        take();
        assertThat(wait(ask())).isEqualTo(ofMillis(880));
    }

    @Test
    void takesBackAnUnusedPermit() {
        take();
        time.advanceMillis(400);
        quota.release(take());
        time.advanceMillis(400);
        assertThat(ask().delay()).isZero();
    }

    @Test
    void countsAPermitOnceThatIsReleasedTwice() {
        Permit permit = take();
        quota.release(permit);
        time.advanceMillis(400);
        take();
        quota.release(permit);
        time.advanceMillis(400);
        take();
        assertThat(ask().permit()).isNull();
    }

    @Test
    void leasesNoPermitDuringAPause() {
        Permit before = take();
        quota.pauseFor(ofMinutes(1));
        quota.pauseFor(ofSeconds(1));
        assertThat(quota.isValid(before, time.nanoTime())).isFalse();
        assertThat(wait(ask())).isEqualTo(ofMinutes(1));
        time.advance(ofMinutes(1));
        assertThat(ask().delay()).isZero();
    }

    @Test
    void limitsAPauseToAnHour() {
        quota.pauseFor(ofHours(30));
        assertThat(wait(ask())).isEqualTo(ofHours(1));
        assertThat(quota.pauseLeft()).isEqualTo(ofHours(1));
        time.advance(ofHours(1));
        assertThat(quota.pauseLeft()).isEqualTo(ZERO);
    }

    @Test
    void sharesTheLimitBetweenReplicas() {
        assertThat(RateSchedule.of(100, 0.03).share(3)).extracting(RateSchedule::permits, RateSchedule::window)
                .containsExactly(33, ofSeconds(1));
        assertThat(RateSchedule.of(2, 0.03).share(3)).extracting(RateSchedule::permits, RateSchedule::window)
                .containsExactly(1, ofMillis(1500));
    }
}
