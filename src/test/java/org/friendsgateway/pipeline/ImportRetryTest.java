package org.friendsgateway.pipeline;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.pipeline.FakeVendor.fails;
import static org.friendsgateway.pipeline.FakeVendor.hangs;
import static org.friendsgateway.pipeline.FakeVendor.imports;
import static org.friendsgateway.pipeline.FakeVendor.judges;
import static org.friendsgateway.pipeline.FakeVendor.refusal;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.pipeline.PipelineFixture.Running;
import org.friendsgateway.time.VirtualScheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which calls are made again, when, and for whom. */
class ImportRetryTest {

    private static final Duration LONG = ofSeconds(30);
    private static final Failure TIMEOUT = Failure.of(Kind.VENDOR_TIMEOUT).with(Certainty.UNKNOWN);
    private static final Failure CONFLICT = refusal(Kind.WRITE_CONFLICT);
    private static final Failure EXPIRED = refusal(Kind.VENDOR_UNAUTHORIZED).with(RetryAdvice.RETRY_WITH_NEW_CREDENTIAL);

    private final VirtualScheduler time = new VirtualScheduler();
    private final FakeVendor vendor = new FakeVendor("chat", 3, 100, time);
    private final PipelineFixture fixture = new PipelineFixture(time, vendor);

    @CanIgnoreReturnValue
    private Running run(String... friends) {
        Running running = fixture.start("alice", LONG, friends);
        time.advance(LONG);
        return running;
    }

    @Test
    void retriesAFailedCall() {
        vendor.answers(fails(CONFLICT), fails(refusal(Kind.VENDOR_UNAVAILABLE)));
        Running running = run("a", "b", "c", "d");
        assertThat(running.report().outcome().isComplete()).isTrue();
        assertThat(vendor.batches()).containsExactly(List.of("a", "b", "c"), List.of("a", "b", "c"),
                List.of("a", "b", "c"), List.of("d"));
    }

    @Test
    void retriesAtMostFourTimesWithExponentialBackoff() {
        vendor.usual = fails(CONFLICT);
        Running running = run("a");
        assertThat(running.outcomes()).containsExactly("a failed write_conflict");
        List<Long> times = vendor.times();
        assertThat(times).hasSize(4);
        assertThat(times.get(1) - times.get(0)).isBetween(100L, 200L);
        assertThat(times.get(2) - times.get(1)).isBetween(200L, 400L);
        assertThat(times.get(3) - times.get(2)).isBetween(400L, 800L);
    }

    @Test
    void countsTheAttemptsOfEachCallSeparately() {
        vendor.answers(fails(CONFLICT), fails(CONFLICT), fails(CONFLICT), imports(), fails(CONFLICT), fails(CONFLICT),
                fails(CONFLICT), imports());
        assertThat(run("a", "b", "c", "d").report().outcome().isComplete()).isTrue();
    }

    @Test
    void addsJitterToRetries() {
        vendor.usual = fails(CONFLICT);
        for (int i = 0; i < 10; i++) {
            fixture.start("user" + i, LONG, "a");
        }
        time.advance(LONG);
        assertThat(vendor.times().subList(10, 20).stream().distinct().count()).isGreaterThan(1);
    }

    @Test
    void doesNotRetryBeyondTheDeadline() {
        vendor.usual = fails(refusal(Kind.VENDOR_UNAVAILABLE).withRetryAfter(ofSeconds(10)));
        Running running = fixture.start("alice", ofSeconds(10), "a");
        assertThat(running.outcomes()).containsExactly("a failed vendor_unavailable");
        assertThat(running.report().retryAfter()).isEqualTo(ofSeconds(10));
    }

    @Test
    void obeysRetryAfterOfTheVendor() {
        vendor.answers(fails(refusal(Kind.VENDOR_UNAVAILABLE).withRetryAfter(ofSeconds(10))));
        run("a");
        assertThat(vendor.times()).containsExactly(0L, 10_000L);
    }

    @Test
    void retriesOnlyRetryableFriends() {
        vendor.answers(judges(Map.of("a", CONFLICT, "b", refusal(Kind.FRIEND_NOT_FOUND), "c", TIMEOUT)),
                judges(Map.of("c", CONFLICT)));
        Running running = run("a", "b", "c");
        assertThat(vendor.batches()).containsExactly(List.of("a", "b", "c"), List.of("a", "c"), List.of("c"));
        assertThat(running.outcomes()).containsExactly("a imported", "b failed friend_not_found", "c imported");
    }

    @Test
    void givesUpOnAFriendAfterFourAttempts() {
        vendor.usual = judges(Map.of("b", CONFLICT));
        Running running = run("a", "b");
        assertThat(running.outcomes()).containsExactly("a imported", "b failed write_conflict");
        assertThat(vendor.calls).hasSize(4);
        assertThat(running.report().retryable()).containsExactly("b");
    }

    @Test
    void retriesOnceAtOnceWithANewCredential() {
        vendor.answers(fails(EXPIRED));
        assertThat(run("a").report().outcome().isComplete()).isTrue();
        assertThat(vendor.times()).containsExactly(0L, 8L);
    }

    @Test
    void doesNotTryAThirdCredential() {
        vendor.usual = fails(EXPIRED);
        Running running = run("a", "b", "c", "d");
        assertThat(vendor.calls).hasSize(2);
        assertThat(running.report().failure()).extracting(Failure::kind).isEqualTo(Kind.VENDOR_UNAUTHORIZED);
    }

    @Test
    void renewsTheCredentialAmongOtherRetries() {
        vendor.answers(fails(EXPIRED), fails(CONFLICT), fails(EXPIRED));
        assertThat(run("a").outcomes()).containsExactly("a failed vendor_unauthorized");
        assertThat(vendor.calls).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = { "FRIEND_LIMIT_REACHED", "REJECTED_BY_VENDOR", "VENDOR_REJECTED",
            "USER_NOT_FOUND", "VENDOR_QUOTA_EXHAUSTED", "VENDOR_UNAUTHORIZED" })
    void doesNotRetryAFinalRefusal(Kind kind) {
        vendor.usual = fails(refusal(kind));
        Running running = run("a");
        assertThat(vendor.calls).hasSize(1);
        assertThat(running.report().failure()).extracting(Failure::kind).isEqualTo(kind);
    }

    @Test
    void staysUnknownWhenTheRetryAfterATimeoutIsRefused() {
        vendor.answers(fails(TIMEOUT), fails(refusal(Kind.REJECTED_BY_VENDOR)));
        Running running = run("a");
        assertThat(running.outcomes()).containsExactly("a unknown rejected_by_vendor");
        assertThat(running.report().failure()).extracting(Failure::certainty).isEqualTo(Certainty.UNKNOWN);
    }

    @Test
    void staysUnknownWhenTheRetryAfterATimeoutIsNotMade() {
        vendor.answers(batch -> {
            vendor.loginRefused = refusal(Kind.VENDOR_UNAUTHORIZED);
            return fails(TIMEOUT).apply(batch);
        });
        assertThat(run("a").outcomes()).containsExactly("a unknown vendor_unauthorized");
    }

    @Test
    void trustsAVerdictAfterATimeout() {
        vendor.answers(fails(TIMEOUT), judges(Map.of("a", refusal(Kind.FRIEND_NOT_FOUND), "b", CONFLICT)),
                fails(refusal(Kind.REJECTED_BY_VENDOR)));
        assertThat(run("a", "b", "c").outcomes()).containsExactly("a failed friend_not_found",
                "b unknown rejected_by_vendor", "c imported");
    }

    @Test
    void staysUnknownWhenARetryIsNotAnswered() {
        vendor.answers(fails(CONFLICT), hangs());
        assertThat(run("a").outcomes()).containsExactly("a unknown deadline_exceeded");
    }

    @Test
    void countsRetriesByFailure() {
        vendor.answers(fails(CONFLICT), fails(TIMEOUT));
        run("a");
        assertThat(fixture.registry.get("friends.import.vendor.retries").tag("code", "write_conflict").counter().count())
                .isEqualTo(1);
        assertThat(fixture.registry.get("friends.import.vendor.retries").tag("code", "vendor_timeout").counter().count())
                .isEqualTo(1);
    }
}
