package org.friendsgateway.replicas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

import org.friendsgateway.Patience;
import org.friendsgateway.process.RealRedis;
import org.friendsgateway.process.ServerProcess;
import org.friendsgateway.process.Started;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two replicas share what they share in a Redis that Sentinel watches over. */
@Tag("long")
class RedisSentinelIT {

    private static final String NAME = "gateway";
    private static final Duration NOTICED = Duration.ofSeconds(10);

    private final Started started = new Started();
    private RealRedis master;
    private ReplicaFleet fleet;

    @BeforeEach
    void start() throws IOException {
        master = started.add(new RealRedis());
        started.add(new RealRedis("--replicaof", "127.0.0.1", Integer.toString(master.port())));
        ServerProcess sentinel = started.add(RealRedis.sentinel(NAME, master));
        Patience.until("the follower follows", this::followed);
        StrictVendor vendor = started.add(new StrictVendor());
        fleet = started.add(
                new ReplicaFleet(2, vendor, "-Dquarkus.redis.client-type=sentinel", "-Dquarkus.redis.master-name=" + NAME,
                        "-Dquarkus.redis.hosts=redis://127.0.0.1:" + sentinel.port()));
        fleet.warmUp();
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
        started.close();
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
