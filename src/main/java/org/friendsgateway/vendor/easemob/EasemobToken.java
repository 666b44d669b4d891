package org.friendsgateway.vendor.easemob;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.Failure.Repeat;
import org.friendsgateway.failure.GatewayException;
import org.jspecify.annotations.Nullable;

/**
 * The app token: one login for all calls that wait, renewed at half of its life. Easemob bans accounts that log in too
 * often, so a login that failed, or whose token was refused before it ever served, is followed by a pause that doubles
 * from one second to a minute; until it is over, the last failure answers for the vendor.
 */
final class EasemobToken implements EasemobCredential {

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int REFUSALS_WITHOUT_PAUSE = 1;
    private static final Grant NONE = new Grant("", Duration.ZERO);

    private final Clock clock;
    private final Uni<Grant> login;
    private Grant grant = NONE;
    private Instant renewAt = Instant.MIN;
    private @Nullable Uni<Grant> running;
    private int refusals;
    private int failures;
    private Instant pausedUntil = Instant.MIN;
    private @Nullable Failure lastFailure;

    /**
     * What a login brought.
     *
     * @param token goes behind {@code Bearer}
     * @param lifetime from now on; a token is renewed after half of it
     */
    record Grant(String token, Duration lifetime) {
    }

    /** @param login logs in once for each subscription */
    EasemobToken(Supplier<Uni<Grant>> login, Clock clock) {
        this.clock = clock;
        this.login = Uni.createFrom().deferred(login::get);
    }

    @Override
    public synchronized Uni<String> get() {
        if (clock.instant().isBefore(renewAt)) {
            return Uni.createFrom().item(grant.token());
        }
        if (clock.instant().isBefore(pausedUntil) && lastFailure != null) {
            return Uni.createFrom().failure(lastFailure.after(Duration.between(clock.instant(), pausedUntil)).exception());
        }
        if (running == null) {
            // Whoever waits may leave; the login goes on for the others, and is never begun twice.
            running = login.onItem().invoke(this::granted).onFailure().invoke(this::failed).memoize().indefinitely();
        }
        return running.map(Grant::token);
    }

    @Override
    public synchronized void accepted(String token) {
        if (token.equals(grant.token())) {
            refusals = 0;
        }
    }

    @Override
    public synchronized GatewayException refused(String token, GatewayException refusal) {
        if (token.equals(grant.token())) {
            grant = NONE;
            renewAt = Instant.MIN;
            refusals++;
            if (refusals > REFUSALS_WITHOUT_PAUSE) {
                pause(refusal.failure(), refusals - REFUSALS_WITHOUT_PAUSE);
            }
        }
        return refusal;
    }

    private synchronized void granted(Grant granted) {
        grant = granted;
        renewAt = clock.instant().plus(granted.lifetime().dividedBy(2));
        failures = 0;
        running = null;
    }

    private synchronized void failed(Throwable cause) {
        running = null;
        failures++;
        pause(cause instanceof GatewayException gateway ? gateway.failure() : Failure.of(Kind.VENDOR_UNAVAILABLE), failures);
    }

    private void pause(Failure failure, int times) {
        Duration pause = SHORTEST_PAUSE.multipliedBy(1L << Math.min(times - 1, 6));
        lastFailure = failure.repeat(failure.kind().retryable() ? Repeat.BACKING_OFF : Repeat.NO);
        pausedUntil = clock.instant().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    }
}
