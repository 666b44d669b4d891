package org.friendsgateway.pipeline;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import jakarta.enterprise.util.TypeLiteral;

import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;

import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.time.FirstOf;
import org.friendsgateway.time.Ticker;

/** Keeps calls from an app of which too many fail, so that callers hear of it at once and the vendor can recover. */
final class Circuit {

    private final Duration delay;
    private final Ticker ticker;
    private final TypedGuard<Uni<ImportOutcome>> guard;
    private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed = true;
    private volatile boolean probing;
    private volatile long openUntil;

    Circuit(PipelineConfig.Circuit config, Ticker ticker) {
        this.delay = config.delay();
        this.ticker = ticker;
        this.openUntil = ticker.nanos();
        this.guard = TypedGuard.create(new TypeLiteral<Uni<ImportOutcome>>() {
        }).withCircuitBreaker()
                .requestVolumeThreshold(config.window())
                .failureRatio(config.failureRatio())
                .delay(delay.toMillis(), ChronoUnit.MILLIS)
                .successThreshold(1)
                .when(GatewayException.class::isInstance)
                .onStateChange(this::changed)
                .done()
                .withThreadOffload(false)
                .build();
    }

    /** Whether a call would be refused: it is too early for a probe, or one is under way. */
    boolean open() {
        return !closed && (probing || ticker.nanos() - openUntil < 0);
    }

    /** Fails at once while the circuit is open, so that no permit is spent. */
    Uni<Void> check() {
        return open() ? Uni.createFrom().failure(refusal().exception()) : Uni.createFrom().voidItem();
    }

    /** The same wait, failed at once, on the caller's event loop, when the circuit is open or opens meanwhile. */
    <T> Uni<T> unlessOpened(Uni<T> wait) {
        return FirstOf.either(wait, opened());
    }

    private <T> Uni<T> opened() {
        return Uni.createFrom().emitter(emitter -> {
            Executor eventLoop = ticker.here();
            Runnable refuse = () -> eventLoop.execute(() -> emitter.fail(refusal().exception()));
            emitter.onTermination(() -> waiting.remove(refuse));
            waiting.add(refuse);
            if (open()) {
                refuse.run();
            }
        });
    }

    /**
     * Makes the call, or refuses it with {@code vendor_unavailable} when the circuit is open. A call of which a vendor's
     * outage is to blame counts as a failed one.
     */
    Uni<ImportOutcome> guard(Supplier<Uni<ImportOutcome>> call) {
        return guard.get(() -> (closed ? call.get() : probe(call)).invoke(Circuit::failOnOutage))
                .onFailure(CircuitBreakerOpenException.class).recoverWithItem(() -> new ImportOutcome.Failed(refusal()))
                .onFailure(GatewayException.class)
                .recoverWithItem(cause -> new ImportOutcome.Failed(cause.failure()));
    }

    /** Counts a call that came to its end before it was begun, for no connection could be had. */
    void note(Failure failure) {
        guard(() -> Uni.createFrom().item(new ImportOutcome.Failed(failure))).subscribe().with(counted -> {
        });
    }

    // Only a probe gets this far before the circuit is closed. Whatever comes of it, it ends, and with it this state.
    private Uni<ImportOutcome> probe(Supplier<Uni<ImportOutcome>> call) {
        probing = true;
        refuseWaiting();
        return Uni.createFrom().deferred(call::get).onTermination().invoke(() -> probing = false);
    }

    // The guard counts exceptions.
    private static void failOnOutage(ImportOutcome outcome) {
        Failure failure = outcome.failure();
        if (failure != null && (failure.kind() == Kind.VENDOR_TIMEOUT || failure.kind() == Kind.VENDOR_UNAVAILABLE)) {
            throw failure.exception();
        }
    }

    private Failure refusal() {
        Duration left = Duration.ofNanos(Math.max(0, openUntil - ticker.nanos()));
        return Failure.of(Kind.VENDOR_UNAVAILABLE, "Too many of the latest calls to the vendor failed")
                .with(Certainty.NOTHING_IMPORTED).with(RetryAdvice.NO_RETRY).withRetryAfter(left);
    }

    // It is half open as soon as the delay is over, and a quiet app until the next call: no call is refused by that.
    private void changed(CircuitBreakerState state) {
        if (state == CircuitBreakerState.OPEN) {
            openUntil = ticker.nanos() + delay.toNanos();
        }
        if (state != CircuitBreakerState.HALF_OPEN) {
            closed = state == CircuitBreakerState.CLOSED;
        }
        if (state == CircuitBreakerState.OPEN) {
            refuseWaiting();
        }
    }

    private void refuseWaiting() {
        waiting.forEach(Runnable::run);
    }
}
