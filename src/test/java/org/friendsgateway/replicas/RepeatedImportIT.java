package org.friendsgateway.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.Await.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.vertx.core.json.JsonObject;

import org.friendsgateway.process.Closer;
import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.process.RealRedis;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A replica dies in the middle of an import, and its caller asks another one. */
@Tag("long")
class RepeatedImportIT {

    private static final int FRIENDS = 1_500;

    @RegisterExtension
    final Closer closer = new Closer();

    private final HttpClient http = HttpClient.newHttpClient();
    private RealRedis redis;
    private ReplicaFleet fleet;
    private StrictVendor vendor;

    @BeforeEach
    void start() throws IOException {
        redis = closer.register(new RealRedis());
        fleet = closer.register(ReplicaFleet.with(redis, 2));
        vendor = fleet.vendor();
        fleet.awaitShared();
    }

    @Test
    void resumesAtAnotherReplicaFromTheJournalOfTheDeadOne() {
        String user = vendor.newUser();
        vendor.delay(user, Duration.ofMillis(1));
        vendor.delay(user, Duration.ofSeconds(3));
        long before = vendor.counters().calls();
        CompletableFuture<HttpResponse<String>> lost = ask(fleet.last(), user);
        await("the second call is in flight").until(() -> vendor.counters().calls() == before + 2);

        fleet.killLast();

        AtomicReference<HttpResponse<String>> repeat = new AtomicReference<>();
        await("the dead replica's claim to the key has expired").until(() -> {
            repeat.set(ask(fleet.gateways().get(0), user).join());
            return repeat.get().statusCode() != 409;
        });
        assertThat(lost).failsWithin(Duration.ofSeconds(10));
        assertThat(repeat.get().statusCode()).as(repeat.get().body()).isEqualTo(200);
        assertThat(new JsonObject(repeat.get().body()).getJsonObject("summary").getInteger("imported")).isEqualTo(FRIENDS);
        assertThat(vendor.friendsOf(user)).hasSize(FRIENDS);
        assertThat(vendor.counters().calls()).as("calls: the first was not made again").isEqualTo(before + 4);
    }

    @Test
    void reportsAFailedImportAsUnknownWhileRepeatsCannotBeRecognized() throws IOException {
        redis.close();
        fleet.awaitDegraded(Duration.ofSeconds(30));

        HttpResponse<String> answer = ask(fleet.last(), "ghost").join();

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("user_not_found");
        assertThat(new JsonObject(answer.body()).getString("outcome")).isEqualTo("unknown");
    }

    private CompletableFuture<HttpResponse<String>> ask(GatewayProcess gateway, String user) {
        JsonObject body = JsonObject.of("userId", user, "friends", IntStream.range(0, FRIENDS)
                .mapToObj(number -> JsonObject.of("userId", "friend" + number)).toList());
        return http.sendAsync(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/friends/import"))
                .header("Content-Type", "application/json").header("Idempotency-Key", "the-key-of-" + user)
                .POST(BodyPublishers.ofString(body.encode())).build(), BodyHandlers.ofString());
    }
}
