package org.friendsgateway.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Eventually.itemOf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.time.VirtualScheduler;
import org.friendsgateway.token.TokenStore.AccessToken;
import org.junit.jupiter.api.Test;

class SharedTokenTest {

    private static final Duration LIFETIME = Duration.ofDays(60);
    private static final Duration HALF = Duration.ofDays(30);
    private static final Duration INSTANT = Duration.ofMillis(1);
    private static final Failure DOWN = Failure.of(Kind.VENDOR_UNAVAILABLE);
    private static final Failure REFUSED = Failure.of(Kind.VENDOR_UNAUTHORIZED).with(RetryAdvice.RETRY_WITH_NEW_CREDENTIAL);

    private final MutableClock clock = new MutableClock(Instant.parse("2024-02-29T12:00:00Z"));
    private final ManualLogins logins = new ManualLogins();
    private final SharedToken token = logins.token(clock);
    private final List<String> refusedTokens = new ArrayList<>();

    private UniAssertSubscriber<String> wait(Uni<String> waiting) {
        return waiting.subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private void logIn(String obtained) {
        UniAssertSubscriber<String> waiter = wait(token.get());
        logins.succeed(obtained, LIFETIME);
        waiter.assertItem(obtained);
    }

    private void logInAndBeRefused(String obtained) {
        logIn(obtained);
        assertThat(token.refused(obtained, REFUSED)).isEqualTo(REFUSED);
    }

    @Test
    void logsInOnceForAllCallsThatWait() {
        List<UniAssertSubscriber<String>> waiters = Stream.generate(() -> wait(token.get())).limit(100).toList();
        logins.succeed("first", LIFETIME);

        assertThat(waiters).allSatisfy(waiter -> waiter.assertItem("first"));
        assertThat(logins.begun()).isEqualTo(1);
    }

    @Test
    void failsAllCallsThatWaitForAFailedLogin() {
        List<UniAssertSubscriber<String>> waiters = Stream.generate(() -> wait(token.get())).limit(100).toList();
        logins.fail(DOWN);

        assertThat(waiters).allSatisfy(waiter -> waiter.assertFailed());
        assertThat(logins.begun()).isEqualTo(1);
    }

    @Test
    void doesNotLogInBeforeATokenIsNeeded() {
        assertThat(logins.begun()).isZero();
    }

    @Test
    void usesATokenForHalfOfItsLifetime() {
        logIn("first");
        clock.advance(HALF.minus(INSTANT));

        wait(token.get()).assertItem("first");
        assertThat(logins.begun()).isEqualTo(1);
    }

    @Test
    void renewsATokenWhenHalfOfItsLifetimeIsOver() {
        logIn("first");
        clock.advance(HALF);
        wait(token.get()).assertItem("first");
        logins.succeed("second", LIFETIME);

        wait(token.get()).assertItem("second");
        assertThat(logins.begun()).isEqualTo(2);
    }

    @Test
    void renewsATokenOnceThoughManyCallsNeedIt() {
        logIn("first");
        clock.advance(HALF);
        IntStream.range(0, 100).forEach(call -> wait(token.get()).assertItem("first"));

        assertThat(logins.begun()).isEqualTo(2);
    }

    @Test
    void usesTheOldTokenToItsEndWhenItCannotBeRenewed() {
        logIn("first");
        clock.advance(HALF);
        wait(token.get()).assertItem("first");
        logins.fail(DOWN);
        clock.advance(HALF.minus(INSTANT));
        wait(token.get()).assertItem("first");
        logins.fail(DOWN);
        clock.advance(INSTANT);

        wait(token.get()).assertFailed();
    }

    @Test
    void renewsATokenOfAnotherReplicaWhenHalfOfItsWholeLifetimeIsOver() {
        SharedToken shared = sharing(refused -> Uni.createFrom().item(new AccessToken("shared", LIFETIME, HALF.plusDays(1))));
        wait(shared.get()).assertItem("shared");
        clock.advance(Duration.ofDays(1).minus(INSTANT));
        wait(shared.get()).assertItem("shared");
        assertThat(refusedTokens).hasSize(1);
        clock.advance(INSTANT);
        wait(shared.get()).assertItem("shared");

        assertThat(refusedTokens).hasSize(2);
    }

    @Test
    void passesTheRefusedTokenToTheStore() {
        SharedToken shared = sharing(refused -> Uni.createFrom().item(AccessToken.fresh("not " + refused, LIFETIME)));
        wait(shared.get()).assertItem("not ");
        assertThat(shared.refused("not ", REFUSED)).isNotNull();
        wait(shared.get()).assertItem("not not ");

        assertThat(refusedTokens).containsExactly("", "not ");
    }

    /** A token that other replicas obtain. */
    private SharedToken sharing(Function<String, Uni<AccessToken>> others) {
        return new SharedToken(new AppProfile("chat", "fake", 10, 100), (app, refused, login) -> {
            refusedTokens.add(refused);
            return others.apply(refused);
        }, logins, new VirtualScheduler(), clock);
    }

    @Test
    void logsInAtOnceAfterARefusal() {
        logInAndBeRefused("first");
        logIn("second");

        wait(token.get()).assertItem("second");
        assertThat(logins.begun()).isEqualTo(2);
    }

    @Test
    void logsInOnceThoughManyCallsWereRefused() {
        logIn("first");
        IntStream.range(0, 100).forEach(call -> assertThat(token.refused("first", REFUSED)).isNotNull());
        logIn("second");
        assertThat(token.refused("first", REFUSED)).isNotNull();

        wait(token.get()).assertItem("second");
        assertThat(logins.begun()).isEqualTo(2);
    }

    @Test
    void continuesALoginForTheOthersWhenOneIsCancelled() {
        UniAssertSubscriber<String> leaves = wait(token.get());
        UniAssertSubscriber<String> stays = wait(token.get());
        leaves.cancel();
        logins.succeed("first", LIFETIME);

        stays.assertItem("first");
        assertThat(logins.cancelled()).isZero();
        assertThat(logins.begun()).isEqualTo(1);
    }

    @Test
    void keepsTheTokenOfALoginThatAllHaveCancelled() {
        wait(token.get()).cancel();
        logins.succeed("first", LIFETIME);

        assertThat(itemOf(token.get())).isEqualTo("first");
        assertThat(logins.cancelled()).isZero();
        assertThat(logins.begun()).isEqualTo(1);
    }
}
