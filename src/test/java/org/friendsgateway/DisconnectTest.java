package org.friendsgateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;
import static org.friendsgateway.Await.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller.Reply;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.fault.Fault;
import org.junit.jupiter.api.Test;

/** Callers that disconnect do not affect others. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class DisconnectTest {

    private static final int CALLERS_OF_EACH_KIND = 4;
    private static final int IMPORTS_EACH = 25;
    private static final String IN_FLIGHT = "friends_import_in_flight{app=\"left\",provider=\"tencent\"} 0.0";

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;

    @Test
    void startsNoFurtherCallForADisconnectedCaller() throws IOException {
        sandbox.tencent().faults().add(Fault.delay(Duration.ofSeconds(5)).forUser("disconnecting"));
        try (Socket socket = connected()) {
            send(socket, body("left", "disconnecting", friends(2500)));
            await("the vendor is called").until(() -> calls("disconnecting") == 1);
        }

        Reply next = ApiCaller.post(body("left", "disconnecting", "zoe"));

        assertThat(next.status()).isEqualTo(200);
        assertThat(calls("disconnecting")).isEqualTo(2);
        assertThat(sandbox.tencent().friendsOf("disconnecting")).hasSize(501);
    }

    @Test
    void holdsMemoryUntilTheCallOfADisconnectedCallerEnds() throws IOException {
        sandbox.tencent().faults().add(Fault.delay(Duration.ofSeconds(5)).forUser("holder"));
        try (Socket socket = connected()) {
            send(socket, body("left", "holder", friends(2500)));
            await("the vendor is called").until(() -> calls("holder") == 1);
        }
        await("the caller is gone").until(() -> inFlight().equals(IN_FLIGHT));

        assertThat(bytesInFlight()).isPositive();
        assertThat(sandbox.tencent().friendsOf("holder")).hasSize(500);
        await("nothing is held").until(() -> bytesInFlight() == 0);
    }

    private static double bytesInFlight() {
        return ApiCaller.metric("friends_import_bytes_in_flight");
    }

    @Test
    void removesADisconnectedCallerFromTheQueue() throws IOException {
        sandbox.tencent().faults().add(Fault.delay(Duration.ofSeconds(5)).forUser("queue"));
        CompletableFuture<Reply> first = ApiCaller.posting(body("left", "queue", "bob"));
        await("the vendor is called").until(() -> calls("queue") == 1);
        try (Socket socket = connected()) {
            send(socket, body("left", "queue", "carl"));
            await("both are in flight").until(() -> inFlight().endsWith(" 2.0"));
        }

        Reply last = ApiCaller.post(body("left", "queue", "dora"));

        assertThat(first.join().status()).isEqualTo(200);
        assertThat(last.status()).isEqualTo(200);
        assertThat(sandbox.tencent().friendsOf("queue")).containsExactly("bob", "dora");
    }

    @Test
    void failsNoOtherCaller() {
        ExecutorService threads = Executors.newFixedThreadPool(2 * CALLERS_OF_EACH_KIND);
        try {
            List<CompletableFuture<Void>> disconnecting = IntStream.range(0, CALLERS_OF_EACH_KIND)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> disconnectRepeatedly(i), threads)).toList();
            List<CompletableFuture<List<Integer>>> steady = IntStream.range(0, CALLERS_OF_EACH_KIND)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> waitForEachResponse(i), threads)).toList();

            assertThat(steady).allSatisfy(statuses -> assertThat(statuses.join()).containsOnly(200));
            disconnecting.forEach(CompletableFuture::join);
        } finally {
            threads.shutdown();
        }
        await("nothing is in flight").until(() -> inFlight().equals(IN_FLIGHT));
        assertThat(sandbox.tencent().overlaps()).isZero();
        assertThat(ApiCaller.manage("/q/metrics").body().lines().filter(line -> line.contains("code=\"internal_error\"")))
                .allMatch(line -> line.endsWith(" 0.0"));
    }

    /** Imports for the same users as the disconnecting callers, and so waits for the calls that these leave behind. */
    private static List<Integer> waitForEachResponse(int number) {
        return IntStream.range(0, IMPORTS_EACH)
                .mapToObj(i -> ApiCaller.post(body("left", "shared-" + number, friends(20))).status()).toList();
    }

    private static void disconnectRepeatedly(int number) {
        Random random = new Random(number);
        for (int i = 0; i < IMPORTS_EACH; i++) {
            try (Socket socket = connected()) {
                byte[] request = request(body("left", "shared-" + number, friends(1500)));
                boolean inTheMiddle = random.nextInt(3) == 0;
                socket.getOutputStream().write(inTheMiddle ? Arrays.copyOf(request, request.length / 2) : request);
                if (random.nextBoolean()) {
                    // Resets the connection instead of closing it.
                    socket.setSoLinger(true, 0);
                } else if (!inTheMiddle) {
                    await("something is in flight").until(() -> !inFlight().equals(IN_FLIGHT));
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    private static String inFlight() {
        return ApiCaller.manage("/q/metrics").body().lines()
                .filter(line -> line.startsWith("friends_import_in_flight{app=\"left\"")).findFirst().orElseThrow();
    }

    private static Socket connected() throws IOException {
        URI api = ApiCaller.api();
        return new Socket(api.getHost(), api.getPort());
    }

    private static void send(Socket socket, JsonNode body) throws IOException {
        socket.getOutputStream().write(request(body));
        socket.getOutputStream().flush();
    }

    private static byte[] request(JsonNode body) {
        byte[] json = body.toString().getBytes(UTF_8);
        String head = "POST /friends/import HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\nContent-Length: "
                + json.length + "\r\n\r\n";
        return (head + new String(json, UTF_8)).getBytes(UTF_8);
    }

    private static List<String> friends(int many) {
        return IntStream.range(0, many).mapToObj(i -> "friend-" + i).toList();
    }

    private long calls(String user) {
        Stream<JsonNode> bodies = sandbox.tencent().lastRequests().stream()
                .map(call -> ApiCaller.json(call.body().toString()));
        return bodies.filter(call -> call.at("/From_Account").asText().equals(user)).count();
    }
}
