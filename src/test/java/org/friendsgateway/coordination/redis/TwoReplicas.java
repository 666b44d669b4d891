package org.friendsgateway.coordination.redis;

import static org.friendsgateway.coordination.redis.RedisQuotaTest.SOON;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.until;

import org.friendsgateway.process.RealRedis;
import org.friendsgateway.vendor.AppProfile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Two replicas on one real Redis, which both have found before each test. */
abstract class TwoReplicas {

    static final AppProfile APP = new AppProfile("chat", "fake", 10, 10);

    static RealRedis redis;
    static Replica one;
    static Replica two;

    @BeforeAll
    static void start() throws Exception {
        redis = new RealRedis();
        one = new Replica(redis, APP);
        two = new Replica(redis, APP);
    }

    @AfterAll
    static void stop() {
        redis.close();
        one.close();
        two.close();
    }

    @BeforeEach
    void found() {
        until(() -> !one.coordination.degraded() && !two.coordination.degraded(), SOON);
    }
}
