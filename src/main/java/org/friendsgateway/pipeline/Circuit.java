package org.friendsgateway.pipeline;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;

import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.time.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Keeps calls from an app of which too many fail, so that callers hear of it at once and the vendor can recover. It is asked
 * before a call and told after it; while it is closed, nothing stands around the call itself.
 */
final class Circuit {

    private final Duration delay;
    private final Scheduler scheduler;
    private final TypedGuard<Boolean> guard;
    private final List<Runnable> whenOpened = new CopyOnWriteArrayList<>();
    /** Counts the calls of the time since the circuit was closed; null while it is not. */
    private volatile @Nullable Consumer<@Nullable Failure> counter;
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile long openUntil;

    Circuit(PipelineConfig.Circuit config, Scheduler scheduler) {
        this.delay = config.delay();
        this.scheduler = scheduler;
        this.openUntil = scheduler.nanoTime();
        this.counter = new Counter();
        this.guard = TypedGuard.create(Boolean.class).withCircuitBreaker()
                .requestVolumeThreshold(config.window())
                .failureRatio(config.failureRatio())
                .delay(delay.toMillis(), ChronoUnit.MILLIS)
                .successThreshold(1)
                .when(GatewayException.class::isInstance)
                .onStateChange(this::changed)
                .done()
                .build();
    }

    /** Whether a call would be refused: it is too early for a probe, or one is under way. */
    boolean open() {
        return counter == null && (probing.get() || scheduler.nanoTime() - openUntil < 0);
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

    /** Counts calls by how they ended, if the circuit is still closed as it was when they began. */
    private final class Counter implements Consumer<@Nullable Failure> {

        @Override
        public void accept(@Nullable Failure failure) {
            if (counter == this) {
                count(failure);
            }
        }
    }

    // One at a time, once the delay is over.
    private @Nullable Consumer<@Nullable Failure> probe() {
        if (scheduler.nanoTime() - openUntil < 0 || !probing.compareAndSet(false, true)) {
            return null;
        }
        refuseWaiting();
        return failure -> {
            count(failure);
            probing.set(false);
        };
    }

    // The breaker decides by the calls that it makes itself, and counts exceptions; so it makes one that ends the same way.
    private void count(@Nullable Failure failure) {
        try {
            guard.get(() -> {
                if (failure != null && isOutage(failure)) {
                    throw failure.exception();
                }
                return true;
            });
        } catch (GatewayException counted) {
            // It was thrown above.
        } catch (CircuitBreakerOpenException early) {
            // By its own clock the delay is not over yet; the next probe will be counted.
        }
    }

    private static boolean isOutage(Failure failure) {
        return failure.kind() == Kind.VENDOR_TIMEOUT || failure.kind() == Kind.VENDOR_UNAVAILABLE;
    }

    /** What a call is refused with. */
    Failure refusal() {
        Duration left = Duration.ofNanos(Math.max(0, openUntil - scheduler.nanoTime()));
        return Failure.of(Kind.VENDOR_UNAVAILABLE, "Too many of the latest calls to the vendor failed")
                .with(Certainty.NOTHING_IMPORTED).with(RetryAdvice.NO_RETRY).withRetryAfter(left);
    }

    // It is half open as soon as the delay is over, and a quiet app until the next call: no call is refused by that.
    private void changed(CircuitBreakerState state) {
        if (state == CircuitBreakerState.OPEN) {
            openUntil = scheduler.nanoTime() + delay.toNanos();
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
