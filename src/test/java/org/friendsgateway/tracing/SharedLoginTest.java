package org.friendsgateway.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;
import static org.friendsgateway.ApiCaller.posting;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import org.friendsgateway.ApiCaller.Reply;
import org.friendsgateway.SimulatedVendors;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.server.ReceivedRequest;
import org.junit.jupiter.api.Test;

/** Imports that share a login keep their own traces. */
@QuarkusTest
@TestProfile(TracedProfile.class)
@WithTestResource(SimulatedVendors.class)
class SharedLoginTest {

    private static final int IMPORTS = 4;

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;

    @Test
    void propagatesTheTraceOfEachCaller() {
        sandbox.easemob().revokeTokens();
        sandbox.easemob().faults().add(Fault.delay(Duration.ofSeconds(1)).atLogin());

        List<CompletableFuture<Reply>> imports = IntStream.range(0, IMPORTS)
                .mapToObj(i -> posting(body("chat-ease", "login-" + i, "bob"), "traceparent", parent(i))).toList();

        assertThat(imports).allSatisfy(reply -> assertThat(reply.join().status()).isEqualTo(200));
        for (int i = 0; i < IMPORTS; i++) {
            String user = "/users/login-" + i + "/";
            String trace = trace(i);
            assertThat(sandbox.easemob().lastRequests()).filteredOn(call -> call.path().contains(user)).isNotEmpty()
                    .extracting(SharedLoginTest::traceOf).allSatisfy(parent -> assertThat(parent).contains(trace));
        }
    }

    private static String traceOf(ReceivedRequest call) {
        return call.header("traceparent").orElse("");
    }

    private static String parent(int number) {
        return "00-" + trace(number) + "-00f067aa0ba902b7-01";
    }

    private static String trace(int number) {
        return "5bf92f3577b34da6a3ce929d0e0e47" + "%02x".formatted(number);
    }
}
