package org.friendsgateway.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many imports of one user come to two replicas at once. */
@Tag("long")
class UserLocksIT extends TwoGateways {

    private static final int IMPORTS = 50;

    @Test
    void neverWritesToAUserFromTwoReplicasAtOnce() {
        fleet.warmUp();
        String user = vendor.newUser();
        List<String> friends = IntStream.range(0, IMPORTS).mapToObj(number -> "friend" + number).toList();
        Run run = new Run(fleet, "one user");

        for (int i = 0; i < IMPORTS; i++) {
            run.callers().get(i % 2).ask(user, List.of(friends.get(i)), Run.WAIT);
        }

        run.awaitAnswers();
        assertThat(vendor.counters().overlaps()).as("calls that came while another wrote to the user").isZero();
        assertThat(vendor.friendsOf(user)).containsExactlyInAnyOrderElementsOf(friends);
        run.end();
    }
}
