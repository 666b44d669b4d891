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

/** Three replicas have more to do than the vendor allows. */
@Tag("long")
class SaturationIT {

    private static final int CROWD = 2_000;

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
        Run run = new Run(fleet, "saturation");
        run.saturate();
        run.untilCalls(2 * StrictVendor.CALLS_PER_SECOND);

        double perSecond = run.measure("steady", 18 * StrictVendor.CALLS_PER_SECOND);

        run.end(perSecond);
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
