package org.friendsgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;
import static org.friendsgateway.ApiCaller.post;
import static org.friendsgateway.Await.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller.Reply;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.fault.Fault;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class CircuitTest {

    /** As many as the circuit looks at, and as many as one import makes. */
    private static final int WINDOW = 120;
    private static final int ATTEMPTS = 4;

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;

    @Test
    void opensForAFailingAppAloneAndClosesWhenTheVendorIsBack() {
        sandbox.tencent().faults().add(Fault.refusal(70500, "internal error").times(WINDOW).forUser("fuse"));
        for (int i = 0; i < WINDOW / ATTEMPTS; i++) {
            post(body("fused", "fuse", "bob"));
        }
        long calls = sandbox.tencent().calls();

        Reply reply = post(body("fused", "alice", "bob"));

        assertThat(reply.status()).isEqualTo(503);
        Problems.check(reply);
        assertThat(reply.at("/code")).isEqualTo("vendor_unavailable");
        assertThat(reply.at("/outcome")).isEqualTo("none");
        assertThat(reply.header("Retry-After")).isIn("1", "2");
        assertThat(sandbox.tencent().calls()).isEqualTo(calls);
        assertThat(post(body("chat-cn", "alice", "bob")).status()).isEqualTo(200);
        await("the app is probed and found well").until(() -> post(body("fused", "alice", "bob")).status() == 200);
    }
}
