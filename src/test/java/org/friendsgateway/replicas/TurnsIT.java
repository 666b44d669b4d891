package org.friendsgateway.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

import org.friendsgateway.process.RealRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many imports of one user come to two replicas at once. */
class TurnsIT {

    private static final int IMPORTS = 50;

    private RealRedis redis;
    private StrictVendor vendor;
    private ReplicaFleet fleet;

    @BeforeEach
    void start() throws IOException {
        redis = new RealRedis();
        vendor = new StrictVendor();
        fleet = new ReplicaFleet(2, vendor, "-Dquarkus.redis.hosts=redis://127.0.0.1:" + redis.port());
        fleet.warmUp();
    }

    @AfterEach
    void stop() {
        fleet.close();
        vendor.close();
        redis.close();
    }

    @Test
    void neverWritesToAUserFromTwoReplicasAtOnce() {
        String user = vendor.newUser();
        List<String> friends = IntStream.range(0, IMPORTS).mapToObj(number -> "friend" + number).toList();
        Run run = new Run(fleet, "one user");

        for (int i = 0; i < IMPORTS; i++) {
            run.callers().get(i % 2).ask(user, List.of(friends.get(i)), Run.WAIT);
        }

        run.end();
        assertThat(vendor.tencent().overlaps()).as("calls that came while another wrote to the user").isZero();
        assertThat(vendor.tencent().friendsOf(user)).containsExactlyInAnyOrderElementsOf(friends);
    }
}
