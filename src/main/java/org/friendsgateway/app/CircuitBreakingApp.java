package org.friendsgateway.app;

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
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.friend.ImportOutcome.Failed;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorConnection;
import org.jspecify.annotations.Nullable;

/**
 * Refuses calls while too many of the latest ones failed, so that callers get an answer at once and the vendor can recover.
 * After a delay one call at a time probes the vendor.
 */
final class CircuitBreakingApp implements VendorAppDecorator {

    private final VendorApp inner;
    private final Duration delay;
    private final Scheduler scheduler;
    private final TypedGuard<Boolean> breaker;
    private final List<Runnable> openListeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean probing = new AtomicBoolean();
    /** Counts the calls begun since the circuit closed; null while it is not closed. */
    private volatile @Nullable Counter counter = new Counter();
    private volatile long openUntil;

    CircuitBreakingApp(VendorApp inner, AppConfig.Circuit config, Scheduler scheduler) {
        this.inner = inner;
        this.delay = config.delay();
        this.scheduler = scheduler;
        this.openUntil = scheduler.nanoTime();
        this.breaker = TypedGuard.create(Boolean.class).withCircuitBreaker()
                .requestVolumeThreshold(config.window())
                .failureRatio(config.failureRatio())
                // The scheduler counts the delay: the breaker itself knows only real time.
                .delay(0, ChronoUnit.MILLIS)
                .successThreshold(1)
                .when(GatewayException.class::isInstance)
                .onStateChange(this::stateChanged)
                .done()
                .build();
    }

    @Override
    public VendorApp inner() {
        return inner;
    }

    /** Fails at once while the circuit is open, before a login, a connection or a permit is spent on the call. */
    @Override
    public Uni<Void> authenticate() {
        return isOpen() ? Uni.createFrom().failure(refusal().exception()) : inner.authenticate();
    }

    @Override
    public Uni<VendorConnection> connect() {
        return inner.connect()
                .onFailure(GatewayException.class).invoke(cause -> recordRefusedConnection(cause))
                .map(connection -> new Connection(connection, (batch, listener) -> send(connection, batch, listener)));
    }

    private void recordRefusedConnection(GatewayException cause) {
        Consumer<@Nullable Failure> end = begin();
        if (end != null) {
            end.accept(cause.failure());
        }
    }

    private Uni<ImportOutcome> send(VendorConnection connection, FriendImport batch, VendorConnection.Listener listener) {
        Consumer<@Nullable Failure> end = begin();
        if (end == null) {
            connection.release();
            return Uni.createFrom().item(new Failed(refusal()));
        }
        return connection.send(batch, listener)
                .onItemOrFailure().invoke((outcome, bug) -> end.accept(outcome == null ? null : outcome.failure()));
    }

    /** Whether a call would be refused now: the delay is not over, or a probe is in flight. */
    boolean isOpen() {
        return counter == null && (probing.get() || isDelayed());
    }

    private boolean isDelayed() {
        return scheduler.nanoTime() - openUntil < 0;
    }

    /** Runs {@code listener}, on any thread, when the circuit opens and when a probe begins: waiting calls are refused then. */
    void onOpen(Runnable listener) {
        openListeners.add(listener);
    }

    /** The failure of a refused call. */
    Failure refusal() {
        Duration left = Duration.ofNanos(Math.max(0, openUntil - scheduler.nanoTime()));
        return Failure.of(Kind.VENDOR_UNAVAILABLE, "Too many of the latest calls to the vendor failed")
                .with(Certainty.NOTHING_IMPORTED).with(RetryAdvice.NO_RETRY).withRetryAfter(left);
    }

    /** Takes the failure of the call that begins now, null when it succeeds; null when the call is refused. */
    private @Nullable Consumer<@Nullable Failure> begin() {
        Counter closed = counter;
        return closed != null ? closed : probe();
    }

    private @Nullable Consumer<@Nullable Failure> probe() {
        if (isDelayed() || !probing.compareAndSet(false, true)) {
            return null;
        }
        refuseWaiting();
        return failure -> {
            count(failure);
            probing.set(false);
        };
    }

    /** Ignores calls that end after the circuit has opened: they began before. */
    private final class Counter implements Consumer<@Nullable Failure> {

        @Override
        public void accept(@Nullable Failure failure) {
            if (counter == this) {
                count(failure);
            }
        }
    }

    // The breaker counts only calls that it makes, so it makes one with the same end.
    private void count(@Nullable Failure failure) {
        try {
            breaker.get(() -> {
                if (failure != null && isOutage(failure)) {
                    throw failure.exception();
                }
                return true;
            });
        } catch (GatewayException | CircuitBreakerOpenException counted) {
            // Thrown above, or another call has opened the circuit meanwhile.
        }
    }

    private static boolean isOutage(Failure failure) {
        return failure.kind() == Kind.VENDOR_TIMEOUT || failure.kind() == Kind.VENDOR_UNAVAILABLE;
    }

    private void stateChanged(CircuitBreakerState state) {
        if (state == CircuitBreakerState.OPEN) {
            openUntil = scheduler.nanoTime() + delay.toNanos();
            counter = null;
            refuseWaiting();
        } else if (state == CircuitBreakerState.CLOSED) {
            counter = new Counter();
        }
    }

    private void refuseWaiting() {
        openListeners.forEach(Runnable::run);
    }
}
