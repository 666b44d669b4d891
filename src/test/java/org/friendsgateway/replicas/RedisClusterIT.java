package org.friendsgateway.replicas;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.friendsgateway.Patience;
import org.friendsgateway.process.RealRedis;
import org.friendsgateway.process.Started;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two replicas share what they share in a Redis Cluster of three nodes. */
@Tag("long")
class RedisClusterIT {

    private static final int NODES = 3;
    private static final int SLOTS = 16_384;

    private final Started started = new Started();
    private final List<RealRedis> nodes = new ArrayList<>();
    private StrictVendor vendor;
    private ReplicaFleet fleet;

    @BeforeEach
    void start() throws IOException {
        for (int i = 0; i < NODES; i++) {
            nodes.add(started.add(RealRedis.clusterNode()));
        }
        for (int i = 0; i < NODES; i++) {
            nodes.get(i).say("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            nodes.get(i).say("CLUSTER", "ADDSLOTS", slots(i));
            nodes.get(0).say("CLUSTER", "MEET", "127.0.0.1", Integer.toString(nodes.get(i).port()));
        }
        Patience.until("the cluster is formed", () -> nodes.stream().allMatch(RedisClusterIT::knowsAll));
        vendor = started.add(new StrictVendor());
        fleet = started.add(new ReplicaFleet(2, vendor, "-Dquarkus.redis.client-type=cluster", "-Dquarkus.redis.hosts="
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

    @AfterEach
    void stop() throws Exception {
        started.close();
    }

    @Test
    void sharesTheQuotaAndTheTurns() {
        String user = vendor.newUser();
        Run run = new Run(fleet, "Redis Cluster");
        run.saturate();
        for (int i = 0; i < 20; i++) {
            run.callers().get(i % 2).ask(user, List.of("friend" + i), Run.WAIT);
        }
        run.measure("steady", 4 * StrictVendor.CALLS_PER_SECOND);
        fleet.awaitShared();
        run.awaitAnswers();
        assertThat(vendor.counters().overlaps()).isZero();
        run.end();
    }
}
