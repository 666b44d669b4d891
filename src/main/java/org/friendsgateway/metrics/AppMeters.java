package org.friendsgateway.metrics;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/** The metrics of one app. */
public final class AppMeters {

    private final ImportMeters meters;
    private final AppProfile app;
    private final Timer permitWait;
    private final Timer ownerWait;

    /** What friends are counted by; a meter is looked up once for all of the same fate. */
    private record Fate(String status, String code) {

        static Fate of(FriendOutcome outcome) {
            return new Fate(outcome.status().code(), ImportMeters.code(outcome.failure()));
        }
    }

    AppMeters(ImportMeters meters, AppProfile app) {
        this.meters = meters;
        this.app = app;
        this.permitWait = meters.permitWait(app);
        this.ownerWait = meters.ownerWait(app);
        FromZero.of(meters, app);
    }

    /** Shows the app's state for as long as the gateway runs. */
    public void watch(IntSupplier inFlight, BooleanSupplier circuitOpen) {
        gauge("in.flight", "Imports under way", inFlight::getAsInt);
        gauge("circuit.open", "1 while calls are kept from a failing vendor", () -> circuitOpen.getAsBoolean() ? 1 : 0);
        gauge("quota.calls.per.second", "The app's quota over all replicas", app::callsPerSecond);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder("friends.import." + name, value).description(description).tags(ImportMeters.tags(app))
                .register(meters.registry());
    }

    /** Times a vendor call to its end and says how it ended. */
    public Uni<ImportOutcome> vendorCall(Uni<ImportOutcome> call) {
        return Uni.createFrom().deferred(() -> {
            long from = System.nanoTime();
            return call.onItemOrFailure().invoke((outcome, failure) -> meters.vendorCall(app, result(outcome, failure))
                    .record(Duration.ofNanos(System.nanoTime() - from)));
        });
    }

    /** Counts a vendor call that came to its end before it was begun. */
    public void vendorCall(ImportOutcome outcome, Duration took) {
        meters.vendorCall(app, outcome.result()).record(took);
    }

    private static String result(@Nullable ImportOutcome outcome, @Nullable Throwable failure) {
        return outcome == null ? GatewayException.result(failure) : outcome.result();
    }

    public void retry(Failure why) {
        meters.retry(app, why.kind().code()).increment();
    }

    /** Counts the friends of an import that has come to its end, and how long it waited for what. */
    public void imported(List<FriendOutcome> outcomes, Duration permitWaited, Duration ownerWaited) {
        outcomes.stream().collect(groupingBy(Fate::of, counting()))
                .forEach((fate, friends) -> meters.friends(app, fate.status(), fate.code()).increment(friends));
        permitWait.record(permitWaited);
        ownerWait.record(ownerWaited);
    }
}
