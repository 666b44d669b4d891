package org.friendsgateway.vendor.easemob;

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
import org.friendsgateway.token.TokenStore;
import org.friendsgateway.token.TokenStore.AccessToken;
import org.friendsgateway.vendor.AppProfile;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The app token: one login for all calls that wait, renewed at half of its life while the old one serves. Easemob bans
 * accounts that log in too often, so a login that failed, or whose token was refused before it had served for a minute, is
 * followed by a pause that doubles from one second to a minute; until it is over, the last failure answers for the vendor.
 */
final class EasemobToken implements EasemobCredential {

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** Easemob may ask for a longer pause, but an app does not stand still for good because of one wrong answer. */
    private static final Duration LONGEST_PAUSE_ASKED_FOR = Duration.ofHours(1);
    private static final int REFUSALS_WITHOUT_PAUSE = 1;
    /** Else one that some of the vendor's machines accept and others refuse would be renewed call after call. */
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);
    private static final Logger LOG = Logger.getLogger(EasemobToken.class);

    private final AppProfile app;
    private final TokenStore grants;
    private final Supplier<Uni<AccessToken>> login;
    private final Clock clock;
    private String token = "";
    private String refusedToken = "";
    private Instant grantedAt = Instant.MIN;
    private Instant renewAt = Instant.MIN;
    private Instant expiresAt = Instant.MIN;
    private @Nullable Uni<AccessToken> running;
    private int refusals;
    private int failures;
    private Instant pausedUntil = Instant.MIN;
    private @Nullable Failure lastFailure;

    /** @param login logs in once for each subscription */
    EasemobToken(AppProfile app, TokenStore grants, Supplier<Uni<AccessToken>> login, Clock clock) {
        this.app = app;
        this.grants = grants;
        this.login = login;
        this.clock = clock;
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
        Instant now = clock.instant();
        if (now.isBefore(expiresAt)) {
            return Uni.createFrom().item(token).invoke(serving -> renewInTime());
        }
        if (now.isBefore(pausedUntil) && lastFailure != null) {
            return Uni.createFrom().failure(lastFailure.withRetryAfter(Duration.between(now, pausedUntil)).exception());
        }
        return renewal().map(AccessToken::token);
    }

    private synchronized void renewInTime() {
        Instant now = clock.instant();
        if (!now.isBefore(renewAt) && !now.isBefore(pausedUntil) && running == null) {
            // Nobody waits for it while the old token serves, so nobody else could subscribe to it.
            renewal().subscribe().with(renewed -> {
            }, failed -> LOG.warnf("The token of app=%s could not be renewed; the old one serves until %s", app.name(),
                    expiresAt()));
        }
    }

    private Uni<AccessToken> renewal() {
        if (running == null) {
            String refused = refusedToken;
            // Whoever waits may leave; the login goes on for the others, and is never begun twice.
            running = Uni.createFrom().deferred(() -> grants.obtain(app.id(), refused, login))
                    .onItem().invoke(this::granted).onFailure().invoke(this::failed).memoize().indefinitely();
        }
        return running;
    }

    private synchronized Instant expiresAt() {
        return expiresAt;
    }

    @Override
    public synchronized void accepted(String used) {
        if (used.equals(token) && servedLongEnough()) {
            refusals = 0;
        }
    }

    private boolean servedLongEnough() {
        return Duration.between(grantedAt, clock.instant()).compareTo(LONG_ENOUGH) >= 0;
    }

    @Override
    public synchronized Failure refused(String used, Failure refusal) {
        if (used.equals(token)) {
            refusedToken = token;
            token = "";
            expiresAt = Instant.MIN;
            if (servedLongEnough()) {
                refusals = 0;
            }
            refusals++;
            if (refusals > REFUSALS_WITHOUT_PAUSE) {
                pause(refusal, refusals - REFUSALS_WITHOUT_PAUSE);
            }
        }
        return refusal;
    }

    private synchronized void granted(AccessToken granted) {
        token = granted.token();
        grantedAt = clock.instant();
        renewAt = grantedAt.plus(granted.untilRenewal());
        expiresAt = grantedAt.plus(granted.left());
        failures = 0;
        running = null;
    }

    private synchronized void failed(Throwable cause) {
        running = null;
        failures++;
        pause(cause instanceof GatewayException gateway ? gateway.failure()
                : Failure.of(Kind.VENDOR_UNAVAILABLE).with(Certainty.NOTHING_IMPORTED),
                failures);
    }

    private void pause(Failure failure, int times) {
        Duration own = Collections.min(List.of(SHORTEST_PAUSE.multipliedBy(1L << Math.min(times - 1, 6)), LONGEST_PAUSE));
        Duration asked = failure.retryAfter() == null ? Duration.ZERO
                : Collections.min(List.of(failure.retryAfter(), LONGEST_PAUSE_ASKED_FOR));
        lastFailure = failure.with(failure.kind().retryable() ? RetryAdvice.RETRY_WITH_BACKOFF : RetryAdvice.NO_RETRY)
                .with(Certainty.NOTHING_IMPORTED).withoutRetryAfter();
        pausedUntil = clock.instant().plus(Collections.max(List.of(own, asked)));
    }
}
