package org.friendsgateway.coordination.local;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.friendsgateway.coordination.Pace;
import org.friendsgateway.coordination.Quota.Line;
import org.friendsgateway.coordination.Quota.Slot;
import org.friendsgateway.time.VirtualTicker;
import org.junit.jupiter.api.Test;

/** Slots within a process, ten a second. */
class LocalQuotaTest {

    private static final Duration LONG = ofMinutes(1);

    private final VirtualTicker time = new VirtualTicker();
    private final LocalQuota quota = new LocalQuota(Pace.of(10, 0), time);

    private Slot reserve(Duration longestWait) {
        return quota.reserve(new Line("anybody", false), longestWait).await().indefinitely();
    }

    private void giveBack(Slot slot) {
        quota.giveBack(slot).await().indefinitely();
    }

    private void postpone(Duration pause) {
        quota.postpone(pause).await().indefinitely();
    }

    @Test
    void givesTheFirstSlotAtOnceAndTheOthersEvenlySpaced() {
        assertThat(reserve(LONG).delay()).isZero();
        assertThat(reserve(LONG).delay()).isEqualTo(ofMillis(100));
        time.advance(ofMillis(30));
        assertThat(reserve(LONG).delay()).isEqualTo(ofMillis(170));
    }

    @Test
    void savesNoSlotsUpWhileNobodyAsks() {
        assertThat(reserve(LONG).granted()).isTrue();
        time.advance(ofSeconds(10));
        assertThat(reserve(LONG).delay()).isZero();
        assertThat(reserve(LONG).delay()).isEqualTo(ofMillis(100));
    }

    @Test
    void takesNothingWhenTheSlotLiesTooFarAhead() {
        assertThat(reserve(LONG).granted()).isTrue();
        assertThat(reserve(ofMillis(99))).extracting(Slot::granted, Slot::delay).containsExactly(false, ofMillis(100));
        assertThat(quota.backlog()).isEqualTo(ofMillis(100));
        assertThat(reserve(ofMillis(100))).extracting(Slot::granted, Slot::delay).containsExactly(true, ofMillis(100));
    }

    @Test
    void grantsAFreeSlotToWhoeverCannotWaitAtAll() {
        assertThat(reserve(ZERO).granted()).isTrue();
        assertThat(reserve(ZERO).granted()).isFalse();
    }

    @Test
    void takesTheLastSlotBack() {
        assertThat(reserve(LONG).granted()).isTrue();
        giveBack(reserve(LONG));
        assertThat(reserve(LONG).delay()).isEqualTo(ofMillis(100));
    }

    @Test
    void takesNoSlotBackWhenALaterOneWasTakenSince() {
        assertThat(reserve(LONG).granted()).isTrue();
        Slot second = reserve(LONG);
        assertThat(reserve(LONG).granted()).isTrue();
        giveBack(second);
        assertThat(reserve(LONG).delay()).isEqualTo(ofMillis(300));
    }

    @Test
    void takesNoSlotBackAfterAPause() {
        Slot slot = reserve(LONG);
        postpone(ofSeconds(1));
        giveBack(slot);
        assertThat(reserve(LONG).delay()).isEqualTo(ofSeconds(1));
    }

    @Test
    void beginsNoSlotBeforeAPauseIsOver() {
        postpone(ofMinutes(1));
        postpone(ofSeconds(1));
        assertThat(quota.backlog()).isEqualTo(ofMinutes(1));
        time.advance(ofSeconds(59));
        assertThat(reserve(LONG).delay()).isEqualTo(ofSeconds(1));
        assertThat(reserve(LONG).delay()).isEqualTo(ofMillis(1100));
    }

    @Test
    void cutsAPauseToAnHour() {
        postpone(ofMinutes(40));
        assertThat(reserve(LONG)).extracting(Slot::granted, Slot::delay).containsExactly(false, ofMinutes(40));
        postpone(ofHours(30));
        assertThat(quota.backlog()).isEqualTo(ofHours(1));
        assertThat(reserve(LONG)).extracting(Slot::granted, Slot::delay).containsExactly(false, ofHours(1));
        time.advance(ofHours(1));
        assertThat(reserve(LONG).delay()).isZero();
    }

    @Test
    void goesOnAtAnotherPace() {
        assertThat(reserve(LONG).granted()).isTrue();
        quota.pace(Pace.of(1, 0));
        assertThat(reserve(LONG).delay()).isEqualTo(ofMillis(100));
        assertThat(reserve(LONG).delay()).isEqualTo(ofMillis(1100));
    }
}
