package org.friendsgateway.pipeline;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import jakarta.enterprise.util.TypeLiteral;

import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.time.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Keeps calls from an app of which too many fail, so that callers hear of it at once and the vendor can recover. It is asked
 * before a call and told after it; while it is closed, nothing stands around the call itself.
 */
final class Circuit {

    private static final CompletionStage<Void> GOOD = CompletableFuture.completedStage(null);

    private final Duration delay;
    private final Ticker ticker;
    private final TypedGuard<CompletionStage<Void>> guard;
    private final List<Runnable> whenOpened = new CopyOnWriteArrayList<>();
    /** Counts the calls of the time since the circuit was closed; null while it is not. */
    private volatile @Nullable Consumer<@Nullable Failure> counter;
    private volatile boolean probing;
    private volatile long openUntil;

    Circuit(PipelineConfig.Circuit config, Ticker ticker) {
        this.delay = config.delay();
        this.ticker = ticker;
        this.openUntil = ticker.nanos();
        this.counter = new Counter();
        this.guard = TypedGuard.create(new TypeLiteral<CompletionStage<Void>>() {
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
        return counter == null && (probing || ticker.nanos() - openUntil < 0);
    }

    /** Fails at once while the circuit is open, so that no permit is spent. */
    Uni<Void> check() {
        return open() ? Uni.createFrom().failure(refusal().exception()) : Uni.createFrom().voidItem();
    }

    /** Runs {@code task} whenever those who wait are to be refused, on any thread. */
    void onOpen(Runnable task) {
        whenOpened.add(task);
    }

    /**
     * Lets a call through that is begun at once, or refuses it: when the circuit is open.
     *
     * @return is to be told how the call ended, null when well; null for a call that is refused
     */
    @Nullable
    Consumer<@Nullable Failure> begin() {
        Consumer<@Nullable Failure> closed = counter;
        return closed != null ? closed : probe();
    }

    // The breaker counts exceptions.
    private static @Nullable GatewayException outage(@Nullable Failure failure) {
        return failure != null && (failure.kind() == Kind.VENDOR_TIMEOUT || failure.kind() == Kind.VENDOR_UNAVAILABLE)
                ? failure.exception()
                : null;
    }

    /** The breaker hears of a call when it has ended, if it is still closed as it was then. */
    private final class Counter implements Consumer<@Nullable Failure> {

        @Override
        public void accept(@Nullable Failure failure) {
            if (counter == this) {
                GatewayException outage = outage(failure);
                CompletionStage<Void> unused = guard.get(() -> outage == null ? GOOD : CompletableFuture.failedStage(outage));
            }
        }
    }

    // The breaker lets one through at a time.
    private @Nullable Consumer<@Nullable Failure> probe() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        AtomicBoolean begun = new AtomicBoolean();
        CompletionStage<Void> unused = guard.get(() -> {
            begun.set(true);
            return end;
        });
        if (!begun.get()) {
            return null;
        }
        probing = true;
        refuseWaiting();
        return failure -> {
            GatewayException outage = outage(failure);
            boolean ended = outage == null ? end.complete(null) : end.completeExceptionally(outage);
            probing = probing && !ended;
        };
    }

    /** What a call is refused with. */
    Failure refusal() {
        Duration left = Duration.ofNanos(Math.max(0, openUntil - ticker.nanos()));
        return Failure.of(Kind.VENDOR_UNAVAILABLE, "Too many of the latest calls to the vendor failed")
                .with(Certainty.NOTHING_IMPORTED).with(RetryAdvice.NO_RETRY).withRetryAfter(left);
    }

    // It is half open as soon as the delay is over, and a quiet app until the next call: no call is refused by that.
    private void changed(CircuitBreakerState state) {
        if (state == CircuitBreakerState.OPEN) {
            openUntil = ticker.nanos() + delay.toNanos();
            counter = null;
            refuseWaiting();
        } else if (state == CircuitBreakerState.CLOSED) {
            counter = new Counter();
        }
    }

    private void refuseWaiting() {
        whenOpened.forEach(Runnable::run);
    }
}
