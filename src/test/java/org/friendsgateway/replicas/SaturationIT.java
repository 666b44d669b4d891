package org.friendsgateway.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.friendsgateway.process.RealRedis;
import org.friendsgateway.process.Started;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three replicas have more to do than the vendor allows. */
@Tag("long")
class SaturationIT {

    private static final int CROWD = 2_000;
    private static final int ENDLESS_LOOPS = 3;

    private static final Started STARTED = new Started();
    private static StrictVendor vendor;
    private static ReplicaFleet fleet;

    @BeforeAll
    static void start() throws IOException {
        RealRedis redis = STARTED.add(new RealRedis());
        vendor = STARTED.add(new StrictVendor());
        fleet = STARTED.add(new ReplicaFleet(3, vendor, "-Dquarkus.redis.hosts=redis://127.0.0.1:" + redis.port()));
        fleet.warmUp();
    }

    @AfterAll
    static void stop() throws Exception {
        STARTED.close();
    }

    @Test
    void usesTheQuotaToTheFullAndNeverMore() {
        assertThat(saturate("saturation")).isGreaterThanOrEqualTo(0.97);
    }

    @ParameterizedTest
    @ValueSource(ints = { 176, 250 })
    void usesTheQuotaOfAVendorThatIsFarAwayFromTheFirstCallOn(int roundTrip) {
        vendor.moveTo(Duration.ofMillis(roundTrip));
        try {
            assertThat(saturate(roundTrip + " ms away, cold")).isGreaterThanOrEqualTo(0.96);
        } finally {
            vendor.moveBack();
        }
    }

    @Test
    void usesTheQuotaOnAMachineThatIsShortOfProcessors() throws Exception {
        try (Started loops = new Started()) {
            for (int i = 0; i < ENDLESS_LOOPS; i++) {
                loops.add(endlessLoop()::destroyForcibly);
            }
            assertThat(saturate(ENDLESS_LOOPS + " endless loops")).isGreaterThanOrEqualTo(0.9);
        }
    }

    /** Until the process of the tests has ended, if need be. */
    private static Process endlessLoop() throws IOException {
        String tests = Long.toString(ProcessHandle.current().pid());
        return new ProcessBuilder("sh", "-c", "while kill -0 " + tests + "; do :; done").start();
    }

    /** Returns the share of the quota that is used in at least 18 seconds, in which no call is refused, nor before. */
    private static double saturate(String name) {
        Run run = new Run(fleet, name);
        run.saturate();
        vendor.untilCalls(2 * StrictVendor.CALLS_PER_SECOND);
        double share = run.measure("steady", 19 * StrictVendor.CALLS_PER_SECOND);
        run.end();
        assertThat(answers(run.callers())).containsOnlyKeys("200");
        return share;
    }

    @Test
    void answersEverybodyOfACrowd() {
        Run run = new Run(fleet, "crowd of " + CROWD);
        List<Callers> callers = run.callers();

        for (int i = 0; i < CROWD; i++) {
            callers.get(i % callers.size()).ask(vendor.newUser(), List.of("one", "two"), Duration.ofSeconds(120));
        }

        run.measure("steady", CROWD / 2);
        run.awaitAnswers();
        assertThat(answers(callers)).isEqualTo(Map.of("200", CROWD));
        run.end();
    }

    private static Map<String, Integer> answers(List<Callers> callers) {
        Map<String, Integer> all = new TreeMap<>();
        callers.forEach(some -> some.tally().answers().forEach((what, times) -> all.merge(what, times, Integer::sum)));
        return all;
    }
}
