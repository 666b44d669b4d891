package org.friendsgateway.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Eventually.failureOf;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.RetryAdvice;
import org.junit.jupiter.api.Test;

/** Pauses that keep a vendor from banning an app that logs in too often. */
class SharedTokenPauseTest {

    private static final Duration LIFETIME = Duration.ofDays(60);
    private static final Duration HALF = Duration.ofDays(30);
    private static final Duration INSTANT = Duration.ofMillis(1);
    private static final Failure DOWN = Failure.of(Kind.VENDOR_UNAVAILABLE, "The login at the vendor failed")
            .with(Certainty.NOTHING_IMPORTED);
    private static final Failure REFUSED = Failure.of(Kind.VENDOR_UNAUTHORIZED).with(RetryAdvice.RETRY_WITH_NEW_CREDENTIAL);

    private final MutableClock clock = new MutableClock(Instant.parse("2024-02-29T12:00:00Z"));
    private final ManualLogins logins = new ManualLogins();
    private final SharedToken token = logins.token(clock);

    private UniAssertSubscriber<String> wait(Uni<String> waiting) {
        return waiting.subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private void logIn(String obtained) {
        UniAssertSubscriber<String> waiter = wait(token.get());
        logins.succeed(obtained, LIFETIME);
        waiter.assertItem(obtained);
    }

    private void failToLogIn() {
        UniAssertSubscriber<String> waiter = wait(token.get());
        logins.fail(DOWN);
        waiter.assertFailed();
    }

    private void logInAndBeRefused(String obtained) {
        logIn(obtained);
        assertThat(token.refused(obtained, REFUSED)).isEqualTo(REFUSED);
    }

    /** The time without a login, as the vendor would see it. */
    private Duration pause() {
        int begun = logins.begun();
        Duration pause = Objects.requireNonNull(failureOf(token.get()).retryAfter());
        clock.advance(pause.minus(INSTANT));
        wait(token.get()).assertFailed();
        assertThat(logins.begun()).as("logins during the pause").isEqualTo(begun);
        clock.advance(INSTANT);
        return pause;
    }

    @Test
    void doublesThePauseWhileNewTokensAreRefusedToo() {
        logInAndBeRefused("first");
        List<Duration> pauses = IntStream.range(0, 8).mapToObj(i -> {
            logInAndBeRefused("next " + i);
            return pause();
        }).toList();

        assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    }

    @Test
    void repeatsTheFailureDuringAPauseAfterRefusals() {
        logInAndBeRefused("first");
        logInAndBeRefused("second");

        Failure failure = failureOf(token.get());

        assertThat(failure.kind()).isEqualTo(Kind.VENDOR_UNAUTHORIZED);
        assertThat(failure.certainty()).isEqualTo(Certainty.NOTHING_IMPORTED);
        assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.NO_RETRY);
    }

    @Test
    void pausesBetweenLoginsWhoseTokensAreAcceptedOnceAndThenRefused() {
        logInAndBeRefused("first");
        logIn("second");
        token.accepted("second");
        assertThat(token.refused("second", REFUSED)).isNotNull();

        wait(token.get()).assertFailed();
    }

    @Test
    void forgetsRefusalsOnceATokenWasUsedForAMinute() {
        logInAndBeRefused("first");
        logIn("second");
        clock.advance(Duration.ofMinutes(1));
        token.accepted("second");
        assertThat(token.refused("second", REFUSED)).isNotNull();
        logIn("third");

        wait(token.get()).assertItem("third");
    }

    @Test
    void countsRefusalsThoughAnOlderTokenIsStillAccepted() {
        logInAndBeRefused("first");
        logIn("second");
        token.accepted("first");
        assertThat(token.refused("second", REFUSED)).isNotNull();

        wait(token.get()).assertFailed();
    }

    @Test
    void doublesThePauseWhileLoginsFail() {
        List<Duration> pauses = IntStream.range(0, 8).mapToObj(i -> {
            failToLogIn();
            return pause();
        }).toList();

        assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    }

    @Test
    void doublesThePauseWhileAValidTokenCannotBeRenewed() {
        logIn("first");
        clock.advance(HALF);
        List<Integer> begun = IntStream.of(0, 1, 1, 1, 1, 1, 1, 1).mapToObj(seconds -> {
            clock.advance(Duration.ofSeconds(seconds));
            int before = logins.begun();
            wait(token.get()).assertItem("first");
            int more = logins.begun() - before;
            IntStream.range(0, more).forEach(login -> logins.fail(DOWN));
            return more;
        }).toList();

        assertThat(begun).containsExactly(1, 1, 0, 1, 0, 0, 0, 1);
    }

    @Test
    void pausesForAsLongAsTheVendorAsksFor() {
        assertThat(token.get().subscribeAsCompletionStage()).isNotDone();
        logins.fail(DOWN.withRetryAfter(Duration.ofMinutes(5)));
        clock.advance(Duration.ofMinutes(4));

        assertThat(failureOf(token.get())).isEqualTo(DOWN.withRetryAfter(Duration.ofMinutes(1)));
    }

    @Test
    void repeatsTheFailureDuringAPauseAfterAFailedLogin() {
        failToLogIn();
        clock.advance(Duration.ofMillis(300));

        assertThat(failureOf(token.get())).isEqualTo(DOWN.withRetryAfter(Duration.ofMillis(700)));
    }

    @Test
    void forgetsFailedLoginsOnceOneSucceeds() {
        failToLogIn();
        clock.advance(Duration.ofSeconds(1));
        failToLogIn();
        clock.advance(Duration.ofSeconds(2));
        logIn("first");
        clock.advance(LIFETIME);
        failToLogIn();

        assertThat(pause()).isEqualTo(Duration.ofSeconds(1));
    }
}
