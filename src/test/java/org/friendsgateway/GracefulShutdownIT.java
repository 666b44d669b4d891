package org.friendsgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.Await.await;

import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.vertx.core.Vertx;

import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.tencent.TencentSandbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A gateway that gets SIGTERM while imports are in flight, as Kubernetes terminates a pod. */
class GracefulShutdownIT {

    /** The exit code of a JVM after SIGTERM: 128 and the signal's number. */
    private static final int ENDED_BY_SIGTERM = 143;

    private static final Duration SLOW = Duration.ofSeconds(10);
    /** Far longer than the tests wait for the end, and less than the timeout of the call. */
    private static final Duration ALMOST_TOO_SLOW = Duration.ofSeconds(85);

    private static final String BODY = """
            { "userId": "%s", "friends": [ { "userId": "bob" } ] }""";

    private final Vertx vertx = Vertx.vertx();
    private final TencentSandbox vendor = new TencentSandbox(vertx,
            TencentSandbox.Settings.of(1400000000L, "administrator", "simulated"));
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private File log = new File("target");

    @BeforeEach
    void start(TestInfo test) {
        log = new File("target", "graceful-shutdown-" + test.getTestMethod().orElseThrow().getName() + ".log");
        vendor.start().toCompletionStage().toCompletableFuture().join();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void answersImportsInFlightAfterItIsNoLongerReady() throws IOException {
        try (GatewayProcess gateway = gateway("5s")) {
            CompletableFuture<HttpResponse<String>> slow = askSlowly(gateway, "alice", SLOW);

            gateway.terminate();

            await("the gateway is not ready").until(() -> gateway.ready() == 503);
            assertThat(slow).as("the import in flight").isNotDone();
            HttpResponse<String> late = ask(gateway, "bert").join();
            assertThat(late.statusCode()).as("a call during the delay").isEqualTo(200);
            assertThat(late.headers().firstValue("Connection")).contains("close");
            assertThat(slow.join().statusCode()).as(slow.join().body()).isEqualTo(200);
            assertThat(slow.join().headers().firstValue("Connection")).contains("close");
            assertThat(gateway.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(vendor.friendsOf("alice")).containsExactly("bob");
            assertThat(vendor.friendsOf("bert")).containsExactly("bob");
            assertThat(vendor.calls()).as("calls that the vendor saw").isEqualTo(2);
        }
    }

    @Test
    void servesALateCallerWhileAnImportIsInFlight() throws IOException {
        try (GatewayProcess gateway = gateway("10ms")) {
            CompletableFuture<HttpResponse<String>> slow = askSlowly(gateway, "alice", SLOW);

            gateway.terminate();

            await("the gateway closes connections").until(() -> closesConnection(ask(gateway, "bert").join()));
            HttpResponse<String> late = ask(gateway, "carl").join();
            assertThat(slow).as("the import in flight").isNotDone();
            assertThat(late.statusCode()).as(late.body()).isEqualTo(200);
            assertThat(closesConnection(late)).isTrue();
            assertThat(gateway.ready()).isEqualTo(503);
            assertThat(slow.join().statusCode()).as(slow.join().body()).isEqualTo(200);
            assertThat(gateway.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(vendor.friendsOf("carl")).containsExactly("bob");
        }
    }

    @Test
    void answersTheLinesUnderWayAndBeginsNoOther() throws IOException {
        try (GatewayProcess gateway = gateway("1s", "-Dgateway.tencent.apps.chat.calls-per-second=1")) {
            vendor.faults().add(Fault.delay(SLOW).forUser("line-0"));
            CompletableFuture<HttpResponse<String>> stream = http.sendAsync(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/friends/import"))
                            .header("Content-Type", "application/x-ndjson").timeout(Duration.ofSeconds(60))
                            .POST(BodyPublishers.ofString(IntStream.range(0, 50)
                                    .mapToObj(i -> BODY.formatted("line-" + i).replace("\n", " ") + "\n")
                                    .collect(Collectors.joining())))
                            .build(),
                    BodyHandlers.ofString());
            await("the vendor has the call").until(() -> vendor.inFlight() > 0);

            gateway.terminate();

            String answer = stream.join().body();
            assertThat(answer).contains("\"reason\":\"shutting_down\"", "\"failed\":0").doesNotContain("\"notStarted\":0");
            assertThat(vendor.calls()).as("calls that the vendor saw").isLessThan(20)
                    .isEqualTo(answer.lines().filter(line -> line.startsWith("{\"line\"")).count());
            assertThat(gateway.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
        }
    }

    private static boolean closesConnection(HttpResponse<String> answer) {
        return answer.headers().firstValue("Connection").filter("close"::equals).isPresent();
    }

    @Test
    void doesNotWaitForACallerThatHasLeft() throws IOException {
        try (GatewayProcess gateway = gateway("10ms")) {
            vendor.faults().add(Fault.delay(ALMOST_TOO_SLOW).forUser("alice"));
            try (Socket caller = new Socket("127.0.0.1", gateway.port())) {
                String body = BODY.formatted("alice");
                caller.getOutputStream().write(("POST /friends/import HTTP/1.1\r\nHost: gateway\r\nPrefer: wait=120\r\n"
                        + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII));
                await("the vendor has the call").until(() -> vendor.inFlight() == 1);
            }

            gateway.terminate();

            assertThat(gateway.awaitExit()).isEqualTo(ENDED_BY_SIGTERM);
        }
    }

    private GatewayProcess gateway(String delay, String... more) throws IOException {
        return GatewayProcess.start(Stream.of(
                Map.of("base-url", "http://127.0.0.1:" + vendor.port(), "sdk-app-id", "1400000000",
                        "identifier", "administrator", "secret-key", "simulated", "call-timeout", "90s")
                        .entrySet().stream().map(key -> "-Dgateway.tencent.apps.chat." + key.getKey() + "=" + key.getValue()),
                Stream.of("-Dgateway.auth.mode=none", "-Dquarkus.shutdown.delay=" + delay),
                Stream.of(more))
                .flatMap(all -> all).toList(),
                Map.of(), ProcessBuilder.Redirect.to(log));
    }

    /** Asks for an import, and returns when the vendor works on it. */
    private CompletableFuture<HttpResponse<String>> askSlowly(GatewayProcess gateway, String user, Duration work) {
        vendor.faults().add(Fault.delay(work).forUser(user));
        CompletableFuture<HttpResponse<String>> answer = ask(gateway, user);
        await("the vendor has the call").until(() -> vendor.inFlight() == 1);
        return answer;
    }

    private CompletableFuture<HttpResponse<String>> ask(GatewayProcess gateway, String user) {
        return http.sendAsync(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/friends/import"))
                .header("Content-Type", "application/json").timeout(Duration.ofSeconds(60))
                .POST(BodyPublishers.ofString(BODY.formatted(user))).build(), BodyHandlers.ofString());
    }
}
