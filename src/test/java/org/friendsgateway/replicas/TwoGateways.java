package org.friendsgateway.replicas;

import java.io.IOException;

import org.friendsgateway.process.RealRedis;
import org.friendsgateway.process.Started;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two gateways that share a quota, anew for each test. */
abstract class TwoGateways {

    private final Started started = new Started();
    RealRedis redis;
    StrictVendor vendor;
    ReplicaFleet fleet;

    @BeforeEach
    void start() throws IOException {
        redis = started.add(new RealRedis());
        vendor = started.add(new StrictVendor());
        fleet = started.add(new ReplicaFleet(2, vendor, "-Dquarkus.redis.hosts=redis://127.0.0.1:" + redis.port()));
        fleet.awaitShared();
    }

    @AfterEach
    void stop() throws Exception {
        started.close();
    }
}
