package org.friendsgateway.pipeline;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;

import jakarta.enterprise.util.TypeLiteral;

import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;

import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.Failure.Repeat;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.time.Ticker;

/** Keeps calls from an app of which too many fail, so that callers hear of it at once and the vendor can recover. */
final class Circuit {

    private final Duration delay;
    private final Ticker ticker;
    private final TypedGuard<Uni<List<FriendOutcome>>> guard;
    private volatile boolean closed = true;
    private volatile boolean probing;
    private volatile long openUntil;

    Circuit(PipelineConfig.Circuit config, Ticker ticker) {
        this.delay = config.delay();
        this.ticker = ticker;
        this.openUntil = ticker.nanos();
        this.guard = TypedGuard.create(new TypeLiteral<Uni<List<FriendOutcome>>>() {
        }).withCircuitBreaker()
                .requestVolumeThreshold(config.window())
                .failureRatio(config.failureRatio())
                .delay(delay.toMillis(), ChronoUnit.MILLIS)
                .successThreshold(1)
                .when(Circuit::tellsOfAnOutage)
                .onStateChange(this::changed)
                .done()
                .withThreadOffload(false)
                .build();
    }

    /** Whether a call would be refused, be it that it is too early for a probe or that one is under way. */
    boolean open() {
        return !closed && (probing || ticker.nanos() - openUntil < 0);
    }

    /** Fails at once while the circuit is open, so that no permit is spent. */
    Uni<Void> check() {
        return open() ? Uni.createFrom().failure(refusal()) : Uni.createFrom().voidItem();
    }

    /** Makes the call, or fails with {@code vendor_unavailable}, proven, when the circuit is open. */
    Uni<List<FriendOutcome>> guard(Supplier<Uni<List<FriendOutcome>>> call) {
        return guard.get(() -> closed ? call.get() : probe(call))
                .onFailure(CircuitBreakerOpenException.class).transform(open -> refusal());
    }

    // Only a probe gets this far before the circuit is closed. Whatever becomes of it, it ends, and with it this state.
    private Uni<List<FriendOutcome>> probe(Supplier<Uni<List<FriendOutcome>>> call) {
        probing = true;
        return Uni.createFrom().deferred(call::get).onTermination().invoke(() -> probing = false);
    }

    private GatewayException refusal() {
        Duration left = Duration.ofNanos(Math.max(0, openUntil - ticker.nanos()));
        return Failure.of(Kind.VENDOR_UNAVAILABLE, "Too many of the latest calls to the vendor failed")
                .repeat(Repeat.NO).after(left).exception();
    }

    // It is half open as soon as the delay is over, and a quiet app for as long as nobody calls: nobody is refused by that.
    private void changed(CircuitBreakerState state) {
        if (state == CircuitBreakerState.OPEN) {
            openUntil = ticker.nanos() + delay.toNanos();
        }
        if (state != CircuitBreakerState.HALF_OPEN) {
            closed = state == CircuitBreakerState.CLOSED;
        }
    }

    private static boolean tellsOfAnOutage(Throwable cause) {
        return cause instanceof GatewayException gateway && switch (gateway.failure().kind()) {
            case VENDOR_TIMEOUT, VENDOR_UNAVAILABLE -> true;
            default -> false;
        };
    }
}
