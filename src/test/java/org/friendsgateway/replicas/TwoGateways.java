package org.friendsgateway.replicas;

import java.io.IOException;

import org.friendsgateway.process.RealRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two gateways that share a quota, anew for each test. */
abstract class TwoGateways {

    private RealRedis redis;
    StrictVendor vendor;
    ReplicaFleet fleet;

    @BeforeEach
    void start() throws IOException {
        redis = new RealRedis();
        vendor = new StrictVendor();
        fleet = new ReplicaFleet(2, vendor, "-Dquarkus.redis.hosts=redis://127.0.0.1:" + redis.port());
        fleet.awaitShared();
    }

    @AfterEach
    void stop() {
        fleet.close();
        vendor.close();
        redis.close();
    }
}
