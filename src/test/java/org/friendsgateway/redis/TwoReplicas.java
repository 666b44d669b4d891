package org.friendsgateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.friendsgateway.process.RealRedis;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Two replicas on a real Redis, which count each other before each test: in a static field for all tests of a class, in another
 * field for each test anew.
 */
public final class TwoReplicas implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    /** Longer than a busy machine needs. */
    public static final Duration SOON = Duration.ofMinutes(1);

    public RealRedis redis;
    public Replica one;
    public Replica two;
    private final String app;
    private final int callsPerSecond;
    private final Map<String, String> keys;
    private boolean forAllTests;

    /** @param app whose permits the replicas lease */
    public TwoReplicas(String app, int callsPerSecond) {
        this(app, callsPerSecond, Map.of());
    }

    public TwoReplicas(String app, int callsPerSecond, Map<String, String> keys) {
        this.app = app;
        this.callsPerSecond = callsPerSecond;
        this.keys = keys;
    }

    /** Fails when the condition does not hold in time. */
    public static void until(BooleanSupplier condition, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it takes longer than %s", atMost).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Another replica, which has reached Redis. */
    public Replica another(Map<String, String> keys) {
        Replica replica = new Replica(redis, app, callsPerSecond, keys);
        until(() -> !replica.health.isDown(), SOON);
        return replica;
    }

    public Replica another() {
        return another(keys);
    }

    public void untilUp() {
        until(() -> !one.health.isDown() && !two.health.isDown(), SOON);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        forAllTests = true;
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (!forAllTests) {
            start();
        }
        until(() -> one.health.replicas() >= 2 && two.health.replicas() >= 2, SOON);
        untilUp();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!forAllTests) {
            stop();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stop();
    }

    private void start() throws IOException {
        redis = new RealRedis();
        one = new Replica(redis, app, callsPerSecond, keys);
        two = new Replica(redis, app, callsPerSecond, keys);
    }

    private void stop() {
        redis.close();
        one.close();
        two.close();
    }
}
