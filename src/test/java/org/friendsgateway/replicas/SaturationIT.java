package org.friendsgateway.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.friendsgateway.process.Closer;
import org.friendsgateway.process.RealRedis;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three replicas have more to do than the vendor allows. */
@Tag("long")
class SaturationIT {

    private static final int MAX_CALLERS = 2_000;
    private static final int BUSY_LOOPS = 3;

    @RegisterExtension
    static final Closer CLOSER = new Closer();
    private static StrictVendor vendor;
    private static ReplicaFleet fleet;

    @BeforeAll
    static void start() throws IOException {
        fleet = CLOSER.register(ReplicaFleet.with(CLOSER.register(new RealRedis()), 3));
        vendor = fleet.vendor();
        fleet.warmUp();
    }

    @Test
    void usesTheWholeQuotaAndNeverMore() {
        SaturationRun.assertUsed(0.97, () -> saturate("saturation"));
    }

    @ParameterizedTest
    @ValueSource(ints = { 176, 250 })
    void usesTheQuotaOfADistantVendorFromTheFirstCallOn(int roundTrip) {
        SaturationRun.assertUsed(0.96, () -> saturateAtADistance(roundTrip));
    }

    private static double saturateAtADistance(int roundTrip) {
        vendor.moveTo(Duration.ofMillis(roundTrip));
        try {
            return saturate(roundTrip + " ms away, cold");
        } finally {
            vendor.moveBack();
        }
    }

    @Test
    void usesTheQuotaOnAMachineThatIsShortOfProcessors() throws Exception {
        try (Closer loops = new Closer()) {
            for (int i = 0; i < BUSY_LOOPS; i++) {
                loops.register(busyLoop()::destroyForcibly);
            }
            SaturationRun.assertUsed(0.9, () -> saturate(BUSY_LOOPS + " busy loops"));
        }
    }

    /** Ends by itself when the process of the tests has ended. */
    private static Process busyLoop() throws IOException {
        String tests = Long.toString(ProcessHandle.current().pid());
        return new ProcessBuilder("sh", "-c", "while kill -0 " + tests + "; do :; done").start();
    }

    /** Returns the share of the quota that is used in at least 18 seconds; no call may be refused then or before. */
    private static double saturate(String name) {
        SaturationRun run = new SaturationRun(fleet, name);
        run.saturate();
        vendor.awaitCalls(2 * StrictVendor.CALLS_PER_SECOND);
        double share = run.measure("steady", 19 * StrictVendor.CALLS_PER_SECOND);
        run.end();
        assertThat(Responses.counts(run.callers())).containsOnlyKeys("200");
        return share;
    }

    @Test
    void answersEveryCallerOfACrowd() {
        SaturationRun run = new SaturationRun(fleet, "crowd of " + MAX_CALLERS);
        List<CallerPool> callers = run.callers();

        for (int i = 0; i < MAX_CALLERS; i++) {
            callers.get(i % callers.size()).ask(vendor.newUser(), List.of("one", "two"), Duration.ofSeconds(120));
        }

        run.measure("steady", MAX_CALLERS / 2);
        run.awaitAnswers();
        assertThat(Responses.counts(callers)).isEqualTo(Map.of("200", MAX_CALLERS));
        run.end();
    }
}
