package org.friendsgateway.replicas;

import static org.friendsgateway.Await.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

import org.friendsgateway.process.Closer;
import org.friendsgateway.process.RealRedis;
import org.friendsgateway.process.ServerProcess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two replicas with a Redis that Sentinel watches. */
@Tag("long")
class RedisSentinelIT {

    private static final String MASTER_NAME = "gateway";
    private static final Duration DETECTION_TIMEOUT = Duration.ofSeconds(10);

    @RegisterExtension
    final Closer closer = new Closer();

    private RealRedis master;
    private ReplicaFleet fleet;

    @BeforeEach
    void start() throws IOException {
        master = closer.register(new RealRedis());
        closer.register(new RealRedis("--replicaof", "127.0.0.1", Integer.toString(master.port())));
        ServerProcess sentinel = closer.register(RealRedis.sentinel(MASTER_NAME, master));
        await("the follower is in sync").until(this::isFollowed);
        fleet = closer.register(
                new ReplicaFleet(2, "-Dquarkus.redis.client-type=sentinel", "-Dquarkus.redis.master-name=" + MASTER_NAME,
                        "-Dquarkus.redis.hosts=redis://127.0.0.1:" + sentinel.port()));
        fleet.warmUp();
    }

    private boolean isFollowed() {
        try {
            return master.say("INFO", "replication").contains("state=online");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Test
    void goesOnWithTheNewMasterWhenTheOldOneIsKilled() {
        SaturationRun run = new SaturationRun(fleet, "Redis Sentinel");
        run.saturate();
        run.measure("before", 2 * StrictVendor.CALLS_PER_SECOND);
        master.kill();
        fleet.awaitDegraded(DETECTION_TIMEOUT);
        run.measure("without", 2 * StrictVendor.CALLS_PER_SECOND);
        fleet.awaitShared();
        run.measure("after", 3 * StrictVendor.CALLS_PER_SECOND);
        run.end();
    }
}
