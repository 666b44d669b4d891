package org.friendsgateway.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.replicas.StrictVendor.Counters;

/** One period of load, from its first call to its last answer. */
final class SaturationRun {

    static final Duration WAIT = Duration.ofSeconds(10);
    static final int CALLERS_PER_REPLICA = 24;

    /** Each of them may be spoiled by what else the machine does meanwhile. */
    private static final int MAX_MEASUREMENTS = 3;

    private final String name;
    private final StrictVendor vendor;
    private final Map<GatewayProcess, CallerPool> callers = new LinkedHashMap<>();
    private final ReadinessProbe readiness;
    private final StringBuilder shares = new StringBuilder();
    private final Counters start;
    private final CpuPressure pressure = CpuPressure.now();

    SaturationRun(ReplicaFleet fleet, String name) {
        this(fleet, name, fleet.gateways());
    }

    /** Calls only some gateways of the fleet. */
    SaturationRun(ReplicaFleet fleet, String name, List<GatewayProcess> gateways) {
        this.name = name;
        this.vendor = fleet.vendor();
        gateways.forEach(gateway -> callers.put(gateway, new CallerPool(fleet.vertx(), gateway, vendor::newUser)));
        this.readiness = new ReadinessProbe(fleet.vertx(), gateways);
        this.start = vendor.counters();
    }

    /** Asserts that the best of up to three measurements of the share of the quota that is used is so large. */
    static void assertUsed(double minShare, DoubleSupplier measurement) {
        double best = 0;
        for (int i = 0; i < MAX_MEASUREMENTS && best < minShare; i++) {
            best = Math.max(best, measurement.getAsDouble());
        }
        assertThat(best).isGreaterThanOrEqualTo(minShare);
    }

    /** Keeps more imports in flight at every gateway than the quota has permits for. */
    void saturate() {
        callers.values().forEach(pool -> pool.keepAsking(CALLERS_PER_REPLICA, WAIT));
    }

    List<CallerPool> callers() {
        return List.copyOf(callers.values());
    }

    /** Waits for so many calls; returns the share of the quota that was used meanwhile, refused calls not counted. */
    @CanIgnoreReturnValue
    double measure(String phase, int calls) {
        Counters before = vendor.counters();
        vendor.awaitCalls(calls);
        Counters after = vendor.counters();
        double seconds = (after.nanos() - before.nanos()) / 1e9;
        double share = (after.accepted() - before.accepted()) / (StrictVendor.CALLS_PER_SECOND * seconds);
        shares.append(String.format(Locale.ROOT, "%s %.1f%%, ", phase, 100 * share));
        return share;
    }

    /** Stops the callers and waits for all answers; further assertions of a test belong between this and the end. */
    void awaitAnswers() {
        callers.values().forEach(CallerPool::stop);
        callers.values().forEach(CallerPool::awaitAll);
    }

    /** Waits for all answers, prints the figures, and asserts what must hold in every run, on every machine. */
    void end() {
        awaitAnswers();
        readiness.stop();
        print();
        assertThat(readiness.failures()).as("not ready").isZero();
        callers.values().forEach(pool -> assertAnswered(pool.responses()));
        callers.values().forEach(this::assertStored);
        assertThat(refusals()).as("refused for speed, of %s calls", calls()).isZero();
    }

    private static void assertAnswered(Responses responses) {
        assertThat(responses.lost()).as("callers without an answer in time").isZero();
        assertThat(responses.counts().keySet()).noneMatch(answer -> answer.startsWith("500"));
    }

    /** Whatever happened to the gateway afterwards, the vendor has each friend that was reported as imported. */
    void assertStored(CallerPool pool) {
        assertThat(pool.responses().missing(vendor::friendsOf)).as("reported as imported").isEmpty();
    }

    private long calls() {
        return vendor.counters().calls() - start.calls();
    }

    private long refusals() {
        return vendor.counters().refusals() - start.refusals();
    }

    private void print() {
        System.out.printf(Locale.ROOT,
                "%-21s %srefused %d of %d, most in a second %d, vendor late by up to %d ms, answers %s, lost %d,"
                        + " slowest %d ms, short of processors %.0f%%%n",
                name, shares, refusals(), calls(), vendor.counters().most(), vendor.counters().late().toMillis(),
                Responses.counts(callers.values()),
                callers.values().stream().mapToInt(pool -> pool.responses().lost()).sum(),
                callers.values().stream().mapToLong(pool -> pool.responses().slowest().toMillis()).max().orElse(0),
                100 * pressure.shareSince());
    }
}
