package org.friendsgateway.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.replicas.StrictVendor.Counters;

/** One time of saturation, from its first call to its last answer. */
final class Run {

    static final Duration WAIT = Duration.ofSeconds(10);

    /** Of the road, as the gateway's quota has it by default. */
    private static final Duration JITTER = Duration.ofMillis(30);
    static final int CALLERS_OF_A_REPLICA = 24;

    private final String name;
    private final StrictVendor vendor;
    private final Map<GatewayProcess, Callers> callers = new LinkedHashMap<>();
    private final Readiness readiness;
    private final StringBuilder shares = new StringBuilder();
    private final Counters before;
    private final Processors processors = Processors.now();

    Run(ReplicaFleet fleet, String name) {
        this(fleet, name, fleet.gateways());
    }

    /** Callers who speak to some of the fleet only. */
    Run(ReplicaFleet fleet, String name, List<GatewayProcess> gateways) {
        this.name = name;
        this.vendor = fleet.vendor();
        gateways.forEach(gateway -> callers.put(gateway, new Callers(fleet.vertx(), gateway, vendor::newUser)));
        this.readiness = new Readiness(fleet.vertx(), gateways);
        this.before = vendor.counters();
    }

    /** As many imports under way as it takes for permits to be short, at every gateway. */
    void saturate() {
        callers.values().forEach(some -> some.keepAsking(CALLERS_OF_A_REPLICA, WAIT));
    }

    List<Callers> callers() {
        return List.copyOf(callers.values());
    }

    /** Goes on for so many calls; returns the share of the quota that was used meanwhile, refused calls not counted. */
    @CanIgnoreReturnValue
    double measure(String phase, int calls) {
        Counters before = vendor.counters();
        vendor.untilCalls(calls);
        Counters after = vendor.counters();
        double seconds = (after.nanos() - before.nanos()) / 1e9;
        double share = (after.accepted() - before.accepted()) / (StrictVendor.CALLS_PER_SECOND * seconds);
        shares.append(String.format(Locale.ROOT, "%s %.1f%%, ", phase, 100 * share));
        return share;
    }

    /** Nobody asks again, and everybody has an answer; what else a test asserts comes after this and before the end. */
    void awaitAnswers() {
        callers.values().forEach(Callers::leave);
        callers.values().forEach(Callers::awaitAll);
    }

    /** Waits for all answers, prints the figures, and asserts what holds of every run, on every machine. */
    void end() {
        awaitAnswers();
        readiness.stop();
        print();
        assertThat(readiness.otherwise()).as("not ready").isZero();
        callers.values().forEach(some -> assertUnharmed(some.tally()));
        callers.values().forEach(this::assertTold);
        long calls = vendor.counters().calls() - before.calls();
        assertThat(refusals()).as("refused for speed, of %s calls", calls).isLessThanOrEqualTo(miscounted(calls));
    }

    // The vendor counts a call when it reads it. Once it stood still itself for longer than the road may vary, it took calls
    // that had arrived in time for later ones; a quota that does not hold makes many times as many.
    private long miscounted(long calls) {
        return vendor.counters().late().compareTo(JITTER) > 0 ? calls / 500 : 0;
    }

    private static void assertUnharmed(Tally tally) {
        assertThat(tally.lostOnes()).as("callers without an answer in time").isZero();
        assertThat(tally.answers().keySet()).noneMatch(answer -> answer.startsWith("500"));
    }

    /** Whoever was told that a friend is imported was told the truth, whatever befell the gateway afterwards. */
    void assertTold(Callers some) {
        assertThat(some.tally().missing(vendor::friendsOf)).as("told to be imported").isEmpty();
    }

    private long refusals() {
        return vendor.counters().refusals() - before.refusals();
    }

    private void print() {
        Map<String, Integer> answers = new TreeMap<>();
        callers.values().forEach(some -> some.tally().answers().forEach((what, n) -> answers.merge(what, n, Integer::sum)));
        System.out.printf(Locale.ROOT,
                "%-21s %srefused %d of %d, most in a second %d (vendor late by %d ms), answers %s, lost %d, slowest %d ms,"
                        + " short of processors %.0f%%%n",
                name, shares, refusals(), vendor.counters().calls() - before.calls(), vendor.counters().most(),
                vendor.counters().late().toMillis(), answers,
                callers.values().stream().mapToInt(some -> some.tally().lostOnes()).sum(),
                callers.values().stream().mapToLong(some -> some.tally().slowest().toMillis()).max().orElse(0),
                100 * processors.shortSince());
    }
}
