package org.friendsgateway.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import org.friendsgateway.Patience;
import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.sandbox.TencentSandbox;

/** One time of saturation, from its first call to its last answer. */
final class Run {

    static final Duration WAIT = Duration.ofSeconds(10);

    /** The share of time in which somebody waits for a processor that leaves no process on time. */
    private static final double TOO_BUSY = 0.5;
    /** Below this share everybody runs in time. */
    private static final double UNDISTURBED = 0.05;
    /** The share of calls that a disturbed machine may make late; a quota that does not hold makes many times as many. */
    private static final double UNTIMELY = 0.005;
    static final int CALLERS_OF_A_REPLICA = 16;

    private final String name;
    private final StrictVendor vendor;
    private final TencentSandbox tencent;
    private final Map<GatewayProcess, Callers> callers = new LinkedHashMap<>();
    private final Readiness readiness;
    private final StringBuilder speeds = new StringBuilder();
    private final long callsBefore;
    private final long refusalsBefore;
    private final long unexplainedBefore;
    private final Processors processors = Processors.now();

    Run(ReplicaFleet fleet, String name) {
        this(fleet, name, fleet.gateways());
    }

    /** Callers who speak to some of the fleet only. */
    Run(ReplicaFleet fleet, String name, List<GatewayProcess> gateways) {
        this.name = name;
        this.vendor = fleet.vendor();
        this.tencent = vendor.tencent();
        gateways.forEach(gateway -> callers.put(gateway, new Callers(fleet.vertx(), gateway, vendor::newUser)));
        this.readiness = new Readiness(fleet.vertx(), gateways);
        this.callsBefore = tencent.calls();
        this.refusalsBefore = tencent.refusals();
        vendor.watch().forget();
        this.unexplainedBefore = vendor.watch().unexplained();
    }

    /** As many imports under way as it takes for permits to be short, at every gateway. */
    void saturate() {
        callers.values().forEach(some -> some.keepAsking(CALLERS_OF_A_REPLICA, WAIT));
    }

    List<Callers> callers() {
        return List.copyOf(callers.values());
    }

    void untilCalls(int more) {
        long goal = tencent.calls() + more;
        Patience.until("the vendor was called " + more + " times more", Duration.ofSeconds(120), () -> tencent.calls() >= goal);
    }

    /** Goes on for so many calls, and takes note of how fast they came. */
    @CanIgnoreReturnValue
    double measure(String phase, int calls) {
        long from = System.nanoTime();
        long before = tencent.calls();
        untilCalls(calls);
        double perSecond = (tencent.calls() - before) * 1e9 / (System.nanoTime() - from);
        speeds.append(String.format(Locale.ROOT, "%s %.2f calls/s, ", phase, perSecond));
        return perSecond;
    }

    /** Waits for all answers, prints the figures, and asserts what holds of every run. */
    void end() {
        callers.values().forEach(Callers::leave);
        callers.values().forEach(Callers::awaitAll);
        readiness.stop();
        print();
        assertThat(readiness.otherwise()).as("not ready").isZero();
        callers.values().forEach(some -> assertUnharmed(some.tally()));
        callers.values().forEach(this::assertTold);
        assertNoneRefused();
    }

    // Where somebody waits for a processor, a call may wait between its slot and the wire, and no clock of ours sees it.
    private void assertNoneRefused() {
        double bearable = processors.shortSince() < UNDISTURBED ? 0 : UNTIMELY * (tencent.calls() - callsBefore);
        assumeNotTooBusy(unexplained() <= bearable);
        assertThat((double) unexplained()).as("refused for speed through no fault of the vendor's own")
                .isLessThanOrEqualTo(bearable);
    }

    /** A machine that lets nobody run in time proves nothing against a gateway. */
    void assumeNotTooBusy(boolean asItShouldBe) {
        assumeThat(asItShouldBe || processors.shortSince() < TOO_BUSY)
                .as("somebody waited for a processor more than half of the time").isTrue();
    }

    private static void assertUnharmed(Tally tally) {
        assertThat(tally.lostOnes()).as("callers without an answer in time").isZero();
        assertThat(tally.answers().keySet()).noneMatch(answer -> answer.startsWith("500"));
    }

    /** Whoever was told that a friend is imported was told the truth, whatever befell the gateway afterwards. */
    void assertTold(Callers some) {
        assertThat(some.tally().missing(tencent::friendsOf)).as("told to be imported").isEmpty();
    }

    private long unexplained() {
        return vendor.watch().unexplained() - unexplainedBefore;
    }

    private void print() {
        Map<String, Integer> answers = new TreeMap<>();
        callers.values().forEach(some -> some.tally().answers().forEach((what, n) -> answers.merge(what, n, Integer::sum)));
        System.out.printf(Locale.ROOT,
                "%-21s %srefused %d (%d unexplained), most in a second %d, longest stall %d ms (vendor held up %d ms), answers %s, lost %d,"
                        + " slowest %d ms, short of processors %.0f%%%n",
                name, speeds, tencent.refusals() - refusalsBefore, unexplained(), tencent.maxPerSlidingSecond(),
                vendor.watch().longestStall().toMillis(), vendor.watch().longestHeldUp().toMillis(), answers,
                callers.values().stream().mapToInt(some -> some.tally().lostOnes()).sum(),
                callers.values().stream().mapToLong(some -> some.tally().slowest().toMillis()).max().orElse(0),
                100 * processors.shortSince());
    }
}
