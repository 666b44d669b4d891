package org.friendsgateway.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

import org.friendsgateway.process.Closer;
import org.friendsgateway.process.RealRedis;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many imports of one user come to two replicas at once. */
@Tag("long")
class UserLocksIT {

    private static final int IMPORTS = 50;

    @RegisterExtension
    final Closer closer = new Closer();

    @Test
    void neverWritesToAUserFromTwoReplicasAtOnce() throws IOException {
        ReplicaFleet fleet = closer.register(ReplicaFleet.with(closer.register(new RealRedis()), 2));
        StrictVendor vendor = fleet.vendor();
        fleet.warmUp();
        String user = vendor.newUser();
        List<String> friends = IntStream.range(0, IMPORTS).mapToObj(number -> "friend" + number).toList();
        SaturationRun run = new SaturationRun(fleet, "one user");

        for (int i = 0; i < IMPORTS; i++) {
            run.callers().get(i % 2).ask(user, List.of(friends.get(i)), SaturationRun.WAIT);
        }

        run.awaitAnswers();
        assertThat(vendor.counters().overlaps()).as("calls that came while another wrote to the user").isZero();
        assertThat(vendor.friendsOf(user)).containsExactlyInAnyOrderElementsOf(friends);
        run.end();
    }
}
