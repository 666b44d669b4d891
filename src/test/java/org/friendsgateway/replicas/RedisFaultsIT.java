package org.friendsgateway.replicas;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.process.RealRedis;
import org.friendsgateway.process.Started;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three replicas in saturation, while what they rely on fails: the limit holds, and everybody is answered. */
@Tag("long")
class RedisFaultsIT {

    private static final int REPLICAS = 3;
    private static final int A_WHILE = 2 * StrictVendor.CALLS_PER_SECOND;
    private static final Duration NOTICED = Duration.ofSeconds(10);

    private static final Started STARTED = new Started();
    private static RealRedis redis;
    private static StrictVendor vendor;
    private static ReplicaFleet fleet;

    @BeforeAll
    static void start() throws IOException {
        redis = STARTED.add(new RealRedis());
        vendor = STARTED.add(new StrictVendor());
        fleet = STARTED.add(new ReplicaFleet(REPLICAS, vendor, "-Dquarkus.redis.hosts=redis://127.0.0.1:" + redis.port()));
        fleet.warmUp();
    }

    @AfterAll
    static void stop() throws Exception {
        STARTED.close();
    }

    @BeforeEach
    void awaitCalm() {
        fleet.awaitShared();
    }

    @AfterEach
    void repair() throws IOException, InterruptedException {
        redis.revive();
        while (fleet.gateways().size() < REPLICAS) {
            fleet.grow(Map.of());
        }
    }

    private static Run saturate(String name) {
        Run run = new Run(fleet, name);
        run.saturate();
        run.measure("before", A_WHILE);
        return run;
    }

    @Test
    void keepsTheLimitWhenRedisIsKilledAndStartedAgain() throws IOException {
        Run run = saturate("Redis killed");
        redis.kill();
        fleet.awaitDegraded(NOTICED);
        run.measure("without", A_WHILE);
        redis.start();
        fleet.awaitShared();
        run.measure("after", A_WHILE);
        run.end();
    }

    @Test
    void keepsTheLimitWhenRedisHangsAndGoesOn() throws IOException, InterruptedException {
        Run run = saturate("Redis frozen");
        redis.freeze();
        fleet.awaitDegraded(NOTICED);
        run.measure("without", A_WHILE);
        redis.thaw();
        fleet.awaitShared();
        run.measure("after", A_WHILE);
        run.end();
    }

    @Test
    void keepsTheLimitWhenRedisForgetsItsScripts() throws IOException {
        Run run = saturate("scripts forgotten");
        redis.say("SCRIPT", "FLUSH");
        run.measure("after", A_WHILE);
        fleet.awaitShared();
        run.end();
    }

    @Test
    void keepsTheLimitWhenRedisForgetsEverything() throws IOException {
        Run run = saturate("everything forgotten");
        redis.say("FLUSHALL");
        run.measure("after", A_WHILE);
        fleet.awaitShared();
        run.end();
    }

    @Test
    void keepsTheLimitWhenAReplicaIsKilledAndAnotherComes() throws IOException {
        GatewayProcess victim = fleet.last();
        List<GatewayProcess> others = fleet.gateways().stream().filter(gateway -> gateway != victim).toList();
        Run run = new Run(fleet, "replica killed", others);
        Callers doomed = new Callers(fleet.vertx(), victim, vendor::newUser);
        run.saturate();
        doomed.keepAsking(Run.CALLERS_OF_A_REPLICA, Run.WAIT);
        run.measure("before", A_WHILE);
        fleet.killLast();
        fleet.awaitShared();
        run.measure("without", A_WHILE);
        fleet.grow(Map.of());
        fleet.awaitShared();
        run.measure("after", A_WHILE);
        run.awaitAnswers();
        run.assertTold(doomed);
        run.end();
    }
}
