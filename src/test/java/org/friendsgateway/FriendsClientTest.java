package org.friendsgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import jakarta.ws.rs.WebApplicationException;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.FriendsClient.Friend;
import org.friendsgateway.FriendsClient.Import;
import org.friendsgateway.FriendsClient.Response;
import org.friendsgateway.FriendsClient.Result;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.fault.Fault;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class FriendsClientTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final FriendsClient client = QuarkusRestClientBuilder.newBuilder().baseUri(ApiCaller.api())
            .build(FriendsClient.class);

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;

    @Test
    void retriesTheFriendsThatTheResponseNames() {
        sandbox.tencent().faults().add(Fault.leavingOut("carl").times(4).forUser("client"));
        Import all = new Import("chat-cn", "client", List.of(new Friend("bob", "Bobby"), new Friend("carl", null)));
        Response first = client.importFriends(all, "wait=20").await().atMost(LONG);

        Response second = client.importFriends(all.only(Objects.requireNonNull(first.retry()).userIds()), "wait=20")
                .await().atMost(LONG);

        assertThat(first.results()).extracting(Result::status).containsExactly("imported", "unknown");
        assertThat(second.results()).containsExactly(new Result("carl", "imported", null));
        assertThat(second.retry()).isNull();
    }

    @Test
    void throwsAProblemAsAnException() {
        WebApplicationException problem = catchThrowableOfType(WebApplicationException.class,
                () -> client.importFriends(new Import("chat-mars", "client", List.of(new Friend("bob", null))), "wait=20")
                        .await().atMost(LONG));

        assertThat(problem.getResponse().getStatus()).isEqualTo(404);
    }
}
