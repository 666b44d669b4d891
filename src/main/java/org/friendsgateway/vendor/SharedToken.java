package org.friendsgateway.vendor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.token.TokenStore;
import org.friendsgateway.token.TokenStore.AccessToken;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A token from a login: one login for all calls that wait, renewed at half of its lifetime while the old token is still valid.
 * A vendor may ban an account that logs in too often, so a login that failed, or whose token was refused within a minute, is
 * followed by a pause that doubles from one second to a minute. During the pause the last failure is repeated without a login.
 */
final class SharedToken implements VendorToken {

    private static final Duration MIN_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);
    /** The vendor may ask for a longer pause, but one wrong response must not stop an app for good. */
    private static final Duration MAX_PAUSE_ASKED_FOR = Duration.ofHours(1);
    /** A token that some of the vendor's servers accept and others refuse must not be renewed call after call. */
    private static final Duration MIN_USE = Duration.ofMinutes(1);
    private static final int MAX_REFUSALS_WITHOUT_PAUSE = 1;
    private static final Logger LOG = Logger.getLogger(SharedToken.class);

    private final AppProfile app;
    private final TokenStore store;
    private final Supplier<Uni<AccessToken>> login;
    private final Scheduler scheduler;
    private final Clock clock;
    private final VendorCallLog log;
    private String token = "";
    private String refusedToken = "";
    private Instant obtainedAt = Instant.MIN;
    private Instant renewAt = Instant.MIN;
    private Instant expiresAt = Instant.MIN;
    private @Nullable Uni<AccessToken> renewal;
    private int refusals;
    private int failures;
    private Instant pausedUntil = Instant.MIN;
    private @Nullable Failure lastFailure;

    /** @param login logs in once for each subscription */
    SharedToken(AppProfile app, TokenStore store, Supplier<Uni<AccessToken>> login, Scheduler scheduler, Clock clock) {
        this.app = app;
        this.store = store;
        this.login = login;
        this.scheduler = scheduler;
        this.clock = clock;
        this.log = new VendorCallLog(app);
    }

    @Override
    public synchronized @Nullable String ready() {
        if (!clock.instant().isBefore(expiresAt)) {
            return null;
        }
        renewInTime();
        return token;
    }

    @Override
    public synchronized Uni<String> get() {
        String ready = ready();
        if (ready != null) {
            return Uni.createFrom().item(ready);
        }
        Instant now = clock.instant();
        if (now.isBefore(pausedUntil) && lastFailure != null) {
            return Uni.createFrom().failure(lastFailure.withRetryAfter(Duration.between(now, pausedUntil)).exception());
        }
        Uni<AccessToken> running = renewal();
        return Uni.createFrom().deferred(() -> running.map(AccessToken::token).emitOn(scheduler.currentExecutor()));
    }

    private void renewInTime() {
        Instant now = clock.instant();
        if (!now.isBefore(renewAt) && !now.isBefore(pausedUntil) && renewal == null) {
            // No call waits for it while the old token is valid, so none would subscribe to it.
            renewal().subscribe().with(renewed -> {
            }, failed -> LOG.warnf("The token of app=%s could not be renewed; the old one is valid until %s", app.name(),
                    expiresAt()));
        }
    }

    private Uni<AccessToken> renewal() {
        if (renewal == null) {
            String refused = refusedToken;
            // A call that stops waiting must not cancel the login of the others, nor may there be a second one.
            renewal = Uni.createFrom().deferred(() -> store.obtain(app.id(), refused, this::logIn))
                    .onItem().invoke(this::obtained).onFailure().invoke(this::failed).memoize().indefinitely();
        }
        return renewal;
    }

    private Uni<AccessToken> logIn() {
        return log.login(login.get().onFailure(GatewayException.class)
                .transform(cause -> nothingImported(cause.failure()).exception()));
    }

    // A login sends no friend.
    private static Failure nothingImported(Failure failure) {
        return Failure.of(failure.kind(), "The login at the vendor failed").with(Certainty.NOTHING_IMPORTED)
                .withVendorError(failure.vendor()).withRetryAfter(failure.retryAfter());
    }

    private synchronized Instant expiresAt() {
        return expiresAt;
    }

    private synchronized void obtained(AccessToken obtained) {
        token = obtained.token();
        obtainedAt = clock.instant();
        renewAt = obtainedAt.plus(obtained.untilRenewal());
        expiresAt = obtainedAt.plus(obtained.left());
        failures = 0;
        renewal = null;
    }

    private synchronized void failed(Throwable cause) {
        renewal = null;
        failures++;
        pause(cause instanceof GatewayException gateway ? gateway.failure() : Failure.of(Kind.VENDOR_UNAVAILABLE), failures);
    }

    @Override
    public synchronized void accepted(String used) {
        if (used.equals(token) && wasUsedLongEnough()) {
            refusals = 0;
        }
    }

    private boolean wasUsedLongEnough() {
        return Duration.between(obtainedAt, clock.instant()).compareTo(MIN_USE) >= 0;
    }

    @Override
    public synchronized Failure refused(String used, Failure refusal) {
        if (used.equals(token)) {
            refusedToken = token;
            token = "";
            expiresAt = Instant.MIN;
            refusals = wasUsedLongEnough() ? 1 : refusals + 1;
            if (refusals > MAX_REFUSALS_WITHOUT_PAUSE) {
                pause(refusal, refusals - MAX_REFUSALS_WITHOUT_PAUSE);
            }
        }
        return refusal;
    }

    private void pause(Failure failure, int times) {
        Duration doubled = Collections.min(List.of(MIN_PAUSE.multipliedBy(1L << Math.min(times - 1, 6)), MAX_PAUSE));
        Duration asked = failure.retryAfter() == null ? Duration.ZERO
                : Collections.min(List.of(failure.retryAfter(), MAX_PAUSE_ASKED_FOR));
        lastFailure = failure.with(failure.kind().retryable() ? RetryAdvice.RETRY_WITH_BACKOFF : RetryAdvice.NO_RETRY)
                .with(Certainty.NOTHING_IMPORTED).withoutRetryAfter();
        pausedUntil = clock.instant().plus(Collections.max(List.of(doubled, asked)));
    }
}
