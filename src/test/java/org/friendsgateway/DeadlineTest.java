package org.friendsgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;
import static org.friendsgateway.ApiCaller.post;

import java.time.Duration;
import java.util.stream.IntStream;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller.Reply;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.fault.Fault.Processing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Responses at the caller's deadline, long before the vendor call itself times out. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class DeadlineTest {

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;

    // The first call takes longest.
    @BeforeEach
    void warmUp() {
        assertThat(post(body("left", "early", "bob")).status()).isEqualTo(200);
    }

    @Test
    void answersAtTheDeadlineOfAHangingCall() {
        sandbox.tencent().faults().add(Fault.hang().forUser("hang"));

        Reply reply = post(body("left", "hang", "bob"), "Prefer", "wait=5");

        Problems.check(reply, 504, "deadline_exceeded", "unknown");
    }

    @Test
    void reportsAtTheDeadlineWhichFriendsWereSent() {
        sandbox.tencent().faults().add(Fault.delay(Duration.ofMillis(1)).forUser("late"));
        sandbox.tencent().faults().add(Fault.delay(Duration.ofSeconds(15)).forUser("late"));

        Reply reply = post(body("left", "late", IntStream.range(0, 1500).mapToObj(i -> "f" + i).toList()), "Prefer",
                "wait=5");

        assertThat(reply.status()).isEqualTo(207);
        assertThat(reply.json().at("/summary")).hasToString(
                "{\"total\":1500,\"imported\":500,\"pending\":0,\"failed\":500,\"unknown\":500}");
        assertThat(reply.statuses().get(499)).isEqualTo("imported");
        assertThat(reply.statuses().get(999)).isEqualTo("unknown");
        assertThat(reply.statuses().get(1000)).isEqualTo("failed");
        assertThat(reply.json().at("/results").findValuesAsText("code")).containsOnly("deadline_exceeded");
        assertThat(reply.json().at("/retry/userIds")).hasSize(1000);
    }

    @Test
    void letsTheCallFinishAfterTheDeadline() {
        sandbox.tencent().faults().add(Fault.delay(Duration.ofSeconds(10)).processing(Processing.AFTER).forUser("slow"));

        Reply reply = post(body("left", "slow", "bob"), "Prefer", "wait=5");

        Problems.check(reply, 504, "deadline_exceeded", "unknown");
        Patience.until("the vendor is done", () -> sandbox.tencent().friendsOf("slow").contains("bob"));
    }
}
