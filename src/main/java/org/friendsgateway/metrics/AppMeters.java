package org.friendsgateway.metrics;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.FriendOutcome.Status;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/** The metrics of one app. */
public final class AppMeters {

    private final ImportMeters meters;
    private final AppProfile app;
    private final Timer permitWait;
    private final Timer ownerWait;
    private final Timer overhead;
    private final ByKind<Timer> vendorCalls;
    private final ByKind<Counter> retries;
    private final ByKind<Counter> requests;
    private final Counter partialRequests;
    private final Counter merged;
    private final Map<Status, ByKind<Counter>> friends = new EnumMap<>(Status.class);

    /** A meter for each failure kind and one for success, looked up on first use. */
    private static final class ByKind<M> {

        private final Map<Kind, M> found = new ConcurrentHashMap<>();
        private final Function<@Nullable Kind, M> lookup;
        private volatile @Nullable M none;

        ByKind(Function<@Nullable Kind, M> lookup) {
            this.lookup = lookup;
        }

        M of(@Nullable Failure failure) {
            if (failure != null) {
                M meter = found.get(failure.kind());
                return meter != null ? meter : found.computeIfAbsent(failure.kind(), lookup);
            }
            M meter = none;
            if (meter == null) {
                meter = lookup.apply(null);
                none = meter;
            }
            return meter;
        }
    }

    AppMeters(ImportMeters meters, AppProfile app) {
        this.meters = meters;
        this.app = app;
        this.permitWait = meters.permitWait(app);
        this.ownerWait = meters.ownerWait(app);
        this.overhead = meters.overhead(app);
        this.vendorCalls = new ByKind<>(kind -> meters.vendorCall(app, kind == null ? GatewayException.OK : kind.code()));
        this.retries = new ByKind<>(kind -> meters.retry(app, code(kind)));
        this.requests = new ByKind<>(kind -> meters.requests(app, ImportMeters.outcome(kind, false), code(kind)));
        this.partialRequests = meters.requests(app, ImportMeters.outcome(null, true), ImportMeters.NONE);
        this.merged = meters.merged(app);
        for (Status status : Status.values()) {
            friends.put(status, new ByKind<>(kind -> meters.friends(app, status.code(), code(kind))));
        }
        MeterPreregistration.of(meters, app);
    }

    private static String code(@Nullable Kind kind) {
        return kind == null ? ImportMeters.NONE : kind.code();
    }

    /** Registers the gauges of the app. */
    public void watch(IntSupplier inFlight, BooleanSupplier circuitOpen) {
        gauge("in.flight", "Imports in flight", inFlight::getAsInt);
        gauge("circuit.open", "1 while calls to a failing vendor are refused", () -> circuitOpen.getAsBoolean() ? 1 : 0);
        gauge("quota.calls.per.second", "The app's quota over all replicas", app::callsPerSecond);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder("friends.import." + name, value).description(description).tags(ImportMeters.tags(app))
                .register(meters.registry());
    }

    /** Counts a vendor call; {@code failure} is null when the call as a whole did not fail. */
    public void vendorCall(@Nullable Failure failure, long nanos) {
        vendorCalls.of(failure).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Counts an import that left in the call of another one. */
    public void merged() {
        merged.increment();
    }

    public void retry(Failure cause) {
        retries.of(cause).increment();
    }

    /** Counts the friends of an import that has ended, and its waits. */
    public void imported(List<FriendOutcome> outcomes, Duration permitWaited, Duration ownerWaited) {
        int from = 0;
        for (int to = 1; to <= outcomes.size(); to++) {
            if (to == outcomes.size() || counter(outcomes.get(to)) != counter(outcomes.get(from))) {
                counter(outcomes.get(from)).increment((double) to - from);
                from = to;
            }
        }
        permitWait.record(permitWaited);
        ownerWait.record(ownerWaited);
    }

    private Counter counter(FriendOutcome outcome) {
        return Objects.requireNonNull(friends.get(outcome.status())).of(outcome.failure());
    }

    void request(@Nullable Failure failure, boolean partial) {
        (failure == null && partial ? partialRequests : requests.of(failure)).increment();
    }

    void overhead(Duration own) {
        overhead.record(own);
    }
}
