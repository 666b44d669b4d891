package org.friendsgateway.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

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
    /** The share that no machine explains, however busy it is. */
    private static final double INEXCUSABLE = 0.05;
    /** The margin leaves 97.08 calls a second, and a busy machine less; two replicas of three would not come near this. */
    private static final double LEAST_SPEED = 75;
    /** Every machine that can carry all the processes lets a quarter of the quota be used. */
    private static final double LEAST_SPEED_WHEN_BUSY = 25;
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

    /** Nobody asks again, and everybody has an answer; what else a test asserts comes after this and before the end. */
    void awaitAnswers() {
        callers.values().forEach(Callers::leave);
        callers.values().forEach(Callers::awaitAll);
    }

    /** The end of a run whose speed is not judged, for somebody was still cold. */
    void endOfWarmUp() {
        awaitAnswers();
        readiness.stop();
        print();
        assertThat(readiness.otherwise()).as("not ready").isZero();
        callers.values().forEach(some -> assertUnharmed(some.tally()));
        callers.values().forEach(this::assertTold);
    }

    /**
     * Waits for all answers, prints the figures, and asserts what holds of every run. {@code speeds} are those of phases in
     * which the quota was there to be used to the full.
     */
    void end(Double... speeds) {
        endOfWarmUp();
        long calls = tencent.calls() - callsBefore;
        assertThat((double) unexplained()).as("refused for speed, of %s calls", calls).isLessThan(INEXCUSABLE * calls);
        assertThat(speeds).allMatch(perSecond -> perSecond > LEAST_SPEED_WHEN_BUSY);
        // Where somebody waits for a processor, a call may wait between its slot and the wire, and no clock of ours sees it.
        double bearable = processors.shortSince() < UNDISTURBED ? 0 : UNTIMELY * calls;
        assumeNotTooBusy(unexplained() <= bearable && Stream.of(speeds).allMatch(perSecond -> perSecond > LEAST_SPEED));
        assertThat((double) unexplained()).as("refused for speed through no fault of the vendor's own")
                .isLessThanOrEqualTo(bearable);
        assertThat(speeds).allMatch(perSecond -> perSecond > LEAST_SPEED);
    }

    // A machine that lets nobody run in time proves nothing against a gateway that does almost as it should.
    private void assumeNotTooBusy(boolean asItShouldBe) {
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
