package org.friendsgateway.replicas;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.Await.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.friendsgateway.process.Closer;
import org.friendsgateway.process.RealRedis;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two replicas with a Redis Cluster of three nodes. */
@Tag("long")
class RedisClusterIT {

    private static final int NODES = 3;
    private static final int SLOTS = 16_384;

    @RegisterExtension
    final Closer closer = new Closer();

    private final List<RealRedis> nodes = new ArrayList<>();
    private ReplicaFleet fleet;

    @BeforeEach
    void start() throws IOException {
        for (int i = 0; i < NODES; i++) {
            nodes.add(closer.register(RealRedis.clusterNode()));
        }
        for (int i = 0; i < NODES; i++) {
            nodes.get(i).say("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            nodes.get(i).say("CLUSTER", "ADDSLOTS", slots(i));
            nodes.get(0).say("CLUSTER", "MEET", "127.0.0.1", Integer.toString(nodes.get(i).port()));
        }
        await("the cluster is formed").until(() -> nodes.stream().allMatch(RedisClusterIT::knowsAll));
        fleet = closer.register(new ReplicaFleet(2, "-Dquarkus.redis.client-type=cluster", "-Dquarkus.redis.hosts="
                + nodes.stream().map(node -> "redis://127.0.0.1:" + node.port()).collect(joining(","))));
        fleet.warmUp();
    }

    private static String slots(int node) {
        return IntStream.range(node * SLOTS / NODES, (node + 1) * SLOTS / NODES).mapToObj(Integer::toString)
                .collect(joining(" "));
    }

    private static boolean knowsAll(RealRedis node) {
        try {
            String info = node.say("CLUSTER", "INFO");
            return info.contains("cluster_state:ok") && info.contains("cluster_size:" + NODES)
                    && info.contains("cluster_known_nodes:" + NODES);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Test
    void sharesTheQuotaAndTheUserLocks() {
        String user = fleet.vendor().newUser();
        SaturationRun run = new SaturationRun(fleet, "Redis Cluster");
        run.saturate();
        for (int i = 0; i < 20; i++) {
            run.callers().get(i % 2).ask(user, List.of("friend" + i), SaturationRun.WAIT);
        }
        run.measure("steady", 4 * StrictVendor.CALLS_PER_SECOND);
        fleet.awaitShared();
        run.awaitAnswers();
        assertThat(fleet.vendor().counters().overlaps()).isZero();
        run.end();
    }
}
