package org.friendsgateway.replicas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import org.friendsgateway.Patience;
import org.friendsgateway.process.RealRedis;
import org.friendsgateway.process.ServerProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas share what they share in a Redis that Sentinel watches over. */
class RedisSentinelIT {

    private static final String NAME = "gateway";
    private static final Duration NOTICED = Duration.ofSeconds(10);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private RealRedis master;
    private ReplicaFleet fleet;

    @BeforeEach
    void start() throws IOException {
        master = started(new RealRedis());
        started(new RealRedis("--replicaof", "127.0.0.1", Integer.toString(master.port())));
        ServerProcess sentinel = started(RealRedis.sentinel(NAME, master));
        Patience.until("the follower follows", this::followed);
        StrictVendor vendor = started(new StrictVendor());
        fleet = started(
                new ReplicaFleet(2, vendor, "-Dquarkus.redis.client-type=sentinel", "-Dquarkus.redis.master-name=" + NAME,
                        "-Dquarkus.redis.hosts=redis://127.0.0.1:" + sentinel.port()));
        fleet.warmUp();
    }

    private <T extends AutoCloseable> T started(T server) {
        started.push(server);
        return server;
    }

    private boolean followed() {
        try {
            return master.say("INFO", "replication").contains("state=online");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @AfterEach
    void stop() throws Exception {
        // The last first; a start that failed in the middle leaves no server behind.
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }

    @Test
    void goesOnWithTheNewMasterWhenTheOldOneIsKilled() {
        Run run = new Run(fleet, "Redis Sentinel");
        run.saturate();
        run.measure("before", 2 * StrictVendor.CALLS_PER_SECOND);
        master.kill();
        fleet.awaitDegraded(NOTICED);
        run.measure("without", 2 * StrictVendor.CALLS_PER_SECOND);
        fleet.awaitShared();
        run.measure("after", 3 * StrictVendor.CALLS_PER_SECOND);
        run.end();
    }
}
