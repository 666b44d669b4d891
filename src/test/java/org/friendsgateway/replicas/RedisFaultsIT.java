package org.friendsgateway.replicas;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.friendsgateway.process.Closer;
import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.process.RealRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three saturated replicas while what they rely on fails: the limit holds, and every caller is answered. */
@Tag("long")
class RedisFaultsIT {

    private static final int REPLICAS = 3;
    private static final int PHASE_CALLS = 2 * StrictVendor.CALLS_PER_SECOND;
    private static final Duration DETECTION_TIMEOUT = Duration.ofSeconds(10);

    @RegisterExtension
    static final Closer CLOSER = new Closer();
    private static RealRedis redis;
    private static ReplicaFleet fleet;

    @BeforeAll
    static void start() throws IOException {
        redis = CLOSER.register(new RealRedis());
        fleet = CLOSER.register(ReplicaFleet.with(redis, REPLICAS));
        fleet.warmUp();
    }

    @BeforeEach
    void awaitShared() {
        fleet.awaitShared();
    }

    @AfterEach
    void repair() throws IOException, InterruptedException {
        redis.revive();
        while (fleet.gateways().size() < REPLICAS) {
            fleet.addGateway(Map.of());
        }
    }

    private static SaturationRun saturate(String name) {
        SaturationRun run = new SaturationRun(fleet, name);
        run.saturate();
        run.measure("before", PHASE_CALLS);
        return run;
    }

    @Test
    void keepsTheLimitWhenRedisIsKilledAndStartedAgain() throws IOException {
        SaturationRun run = saturate("Redis killed");
        redis.kill();
        fleet.awaitDegraded(DETECTION_TIMEOUT);
        run.measure("without", PHASE_CALLS);
        redis.start();
        fleet.awaitShared();
        run.measure("after", PHASE_CALLS);
        run.end();
    }

    @Test
    void keepsTheLimitWhenRedisFreezesAndThaws() throws IOException, InterruptedException {
        SaturationRun run = saturate("Redis frozen");
        redis.freeze();
        fleet.awaitDegraded(DETECTION_TIMEOUT);
        run.measure("without", PHASE_CALLS);
        redis.thaw();
        fleet.awaitShared();
        run.measure("after", PHASE_CALLS);
        run.end();
    }

    @Test
    void keepsTheLimitWhenRedisLosesItsScripts() throws IOException {
        SaturationRun run = saturate("scripts lost");
        redis.say("SCRIPT", "FLUSH");
        run.measure("after", PHASE_CALLS);
        fleet.awaitShared();
        run.end();
    }

    @Test
    void keepsTheLimitWhenRedisLosesItsData() throws IOException {
        SaturationRun run = saturate("data lost");
        redis.say("FLUSHALL");
        run.measure("after", PHASE_CALLS);
        fleet.awaitShared();
        run.end();
    }

    @Test
    void keepsTheLimitWhenAReplicaIsKilledAndAnotherStarts() throws IOException {
        GatewayProcess victim = fleet.last();
        List<GatewayProcess> others = fleet.gateways().stream().filter(gateway -> gateway != victim).toList();
        SaturationRun run = new SaturationRun(fleet, "replica killed", others);
        CallerPool lost = new CallerPool(fleet.vertx(), victim, fleet.vendor()::newUser);
        run.saturate();
        lost.keepAsking(SaturationRun.CALLERS_PER_REPLICA, SaturationRun.WAIT);
        run.measure("before", PHASE_CALLS);
        fleet.killLast();
        fleet.awaitShared();
        run.measure("without", PHASE_CALLS);
        fleet.addGateway(Map.of());
        fleet.awaitShared();
        run.measure("after", PHASE_CALLS);
        run.awaitAnswers();
        run.assertStored(lost);
        run.end();
    }
}
