package org.friendsgateway.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

import jakarta.inject.Singleton;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.quota.Quotas;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/**
 * Every metric of the gateway. Label values come from closed sets and the configuration, never from a request; {@code none}
 * means that an app, its provider or a code does not apply.
 */
@Singleton
public final class ImportMeters {

    private static final String PREFIX = "friends.import.";
    static final String NONE = "none";
    private static final List<String> IDEMPOTENCY_RESULTS = List.of("new", "replayed", "resumed", "in_progress", "mismatch");
    private static final Duration[] WAITS = millis(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000,
            60_000, 120_000);
    private static final Duration[] OVERHEADS = { Duration.ofNanos(100_000), Duration.ofNanos(250_000),
            Duration.ofNanos(500_000), Duration.ofMillis(1), Duration.ofNanos(2_500_000), Duration.ofMillis(5),
            Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(100), Duration.ofSeconds(1) };

    private final MeterRegistry registry;
    private final MeterProvider<Counter> requests;
    private final MeterProvider<Counter> friends;
    private final MeterProvider<Counter> retries;
    private final MeterProvider<Counter> merged;
    private final MeterProvider<Counter> idempotency;
    private final MeterProvider<Counter> bulkLines;
    private final MeterProvider<Timer> vendorCalls;
    private final MeterProvider<Timer> permitWaits;
    private final MeterProvider<Timer> ownerWaits;
    private final MeterProvider<Timer> overheads;
    private final Map<String, AppMeters> apps = new ConcurrentHashMap<>();

    ImportMeters(MeterRegistry registry, Quotas quotas) {
        this.registry = registry;
        requests = counter("requests", "Import requests");
        friends = counter("friends", "Friends by outcome");
        retries = counter("vendor.retries", "Repeated vendor calls by the failure that caused the retry");
        merged = counter("merged", "Imports that left in the call of another import of their user");
        vendorCalls = timer("vendor.call", "Vendor calls", WAITS);
        permitWaits = timer("permit.wait", "Wait for permits of an app's quota, per import", WAITS);
        ownerWaits = timer("owner.wait", "Wait for other imports of the same user, per import", WAITS);
        overheads = timer("overhead", "Time of an import spent in the gateway itself", OVERHEADS);
        idempotency = counter("idempotency", "Imports with an idempotency key");
        bulkLines = counter("bulk.lines", "Lines of streams, each an import");
        IDEMPOTENCY_RESULTS.forEach(result -> idempotency.withTags("result", result).increment(0));
        MeterPreregistration.withoutApp(this);
        Gauge.builder(PREFIX + "coordination.degraded", quotas, shared -> shared.isDegraded() ? 1 : 0)
                .description("1 while the replicas cannot share the quota").register(registry);
        Gauge.builder(PREFIX + "replicas", quotas, Quotas::replicas)
                .description("Replicas alive").register(registry);
    }

    /** The meters of one app. */
    public AppMeters of(AppProfile app) {
        AppMeters known = apps.get(app.name());
        return known != null ? known : apps.computeIfAbsent(app.name(), name -> new AppMeters(this, app));
    }

    /** Registers the gauge of the memory that imports hold. */
    public void watchBytesInFlight(LongSupplier bytes) {
        Gauge.builder(PREFIX + "bytes.in.flight", bytes::getAsLong)
                .description("Memory held by imports in flight, of gateway.max-bytes-in-flight").register(registry);
    }

    /** Registers the gauge of the streams. */
    public void watchBulkStreams(IntSupplier open) {
        Gauge.builder(PREFIX + "bulk.streams", open::getAsInt).description("Streams of imports that are open")
                .register(registry);
    }

    /** Counts a line of a stream by its outcome, such as {@code complete}; its app and provider are null when not known. */
    public void bulkLine(@Nullable String app, @Nullable String provider, String outcome) {
        bulkLines(app, provider, outcome).increment();
    }

    Counter bulkLines(@Nullable String app, @Nullable String provider, String outcome) {
        return bulkLines.withTags(Tags.of("app", app == null ? NONE : app, "provider", provider == null ? NONE : provider,
                "outcome", outcome));
    }

    /**
     * Counts an import request.
     *
     * @param app null when no app is known
     * @param failure the failure of the whole request; null without one
     * @param partial whether some friends failed and others did not
     */
    public void request(@Nullable AppProfile app, @Nullable Failure failure, boolean partial) {
        if (app != null) {
            of(app).request(failure, partial);
        } else {
            requests(null, outcome(failure == null ? null : failure.kind(), partial), code(failure)).increment();
        }
    }

    /**
     * Counts a replayed response.
     *
     * @param status its HTTP status
     * @param app the app's name, provider and problem code as in the response; {@code none} without
     */
    public void replay(int status, String app, String provider, String code) {
        String outcome = switch (status) {
            case 200 -> "complete";
            case 207 -> "partial";
            default -> "failed";
        };
        requests.withTags(Tags.of("app", app, "provider", provider, "outcome", outcome, "code", code)).increment();
    }

    /** Counts a request with an idempotency key by {@code result}: {@code new}, {@code replayed} and so on. */
    public void idempotency(String result) {
        idempotency.withTags("result", result).increment();
    }

    static String outcome(@Nullable Kind kind, boolean partial) {
        if (kind == null) {
            return partial ? "partial" : "complete";
        }
        return switch (kind.origin()) {
            case CALLER -> "rejected";
            case GATEWAY, VENDOR -> "failed";
        };
    }

    Counter requests(@Nullable AppProfile app, String outcome, String code) {
        return requests.withTags(tags(app).and("outcome", outcome, "code", code));
    }

    Counter friends(AppProfile app, String status, String code) {
        return friends.withTags(tags(app).and("status", status, "code", code));
    }

    Counter retry(AppProfile app, String code) {
        return retries.withTags(tags(app).and("code", code));
    }

    Counter merged(AppProfile app) {
        return merged.withTags(tags(app));
    }

    @CanIgnoreReturnValue // registering is enough
    Timer vendorCall(AppProfile app, String result) {
        return vendorCalls.withTags(tags(app).and("result", result));
    }

    Timer permitWait(AppProfile app) {
        return permitWaits.withTags(tags(app));
    }

    Timer ownerWait(AppProfile app) {
        return ownerWaits.withTags(tags(app));
    }

    @CanIgnoreReturnValue // registering is enough
    Timer overhead(AppProfile app) {
        return overheads.withTags(tags(app));
    }

    /** Records the time of an import that the gateway itself spent. */
    public void overhead(AppProfile app, Duration own) {
        of(app).overhead(own);
    }

    MeterRegistry registry() {
        return registry;
    }

    static Tags tags(@Nullable AppProfile app) {
        return app == null ? Tags.of("app", NONE, "provider", NONE) : Tags.of("app", app.name(), "provider", app.provider());
    }

    static String code(@Nullable Failure failure) {
        return failure == null ? NONE : failure.kind().code();
    }

    private MeterProvider<Counter> counter(String name, String description) {
        return Counter.builder(PREFIX + name).description(description).withRegistry(registry);
    }

    private MeterProvider<Timer> timer(String name, String description, Duration[] buckets) {
        return Timer.builder(PREFIX + name).description(description).serviceLevelObjectives(buckets).withRegistry(registry);
    }

    private static Duration[] millis(long... millis) {
        return Arrays.stream(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
