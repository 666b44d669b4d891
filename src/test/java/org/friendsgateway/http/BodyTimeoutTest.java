package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.Patience;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.pipeline.TestBudget;
import org.friendsgateway.time.VirtualScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that do not arrive, in virtual time, and the memory that is reserved for them. */
class BodyTimeoutTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final VirtualScheduler time = new VirtualScheduler();
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context loop = vertx.getOrCreateContext();
    private HttpServer server;

    @BeforeEach
    void start() {
        BodyReader bodies = new BodyReader(TestBudget.of("2M", registry), time, 100_000);
        server = onLoop(() -> {
            Router router = Router.router(vertx);
            router.route().handler(request -> {
                request.request().pause();
                request.next();
            });
            router.route().handler(bodies::read).failureHandler(BodyTimeoutTest::fail);
            router.route().handler(request -> request.end("read " + ImportBody.of(request).take().length));
            return vertx.createHttpServer().requestHandler(router);
        });
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static void fail(RoutingContext request) {
        if (request.failure() instanceof GatewayException refused) {
            request.response().setStatusCode(refused.failure().kind().status()).end();
        }
    }

    @Test
    void givesUpABodyAfterThirtySeconds() throws IOException {
        try (Socket sleeper = send("Content-Length: 100000\r\n\r\n{")) {
            Patience.until("it is read", () -> onLoop(time::pending) == 1);
            assertThat(TestBudget.inFlight(registry)).isGreaterThan(800_000);

            advance(29_999);
            assertThat(sleeper.getInputStream().available()).isZero();
            advance(1);

            assertThat(firstLine(sleeper)).isEqualTo("HTTP/1.1 408 Request Timeout");
            Patience.until("its memory is free", () -> TestBudget.inFlight(registry) == 0);
        }
    }

    @Test
    void givesUpABodyThatArrivesSlowly() throws IOException {
        try (Socket slow = send("Transfer-Encoding: chunked\r\n\r\n")) {
            Patience.until("it is read", () -> onLoop(time::pending) == 1);
            for (int i = 0; i < 30; i++) {
                slow.getOutputStream().write("1\r\nx\r\n".getBytes(UTF_8));
                advance(1_000);
            }

            assertThat(firstLine(slow)).isEqualTo("HTTP/1.1 408 Request Timeout");
        }
    }

    @Test
    void cancelsTheTimeoutOnceTheBodyIsRead() throws IOException {
        try (Socket quick = send("Content-Length: 2\r\n\r\n{}")) {
            assertThat(firstLine(quick)).isEqualTo("HTTP/1.1 200 OK");
            assertThat(onLoop(time::pending)).isZero();
            Patience.until("its memory is free", () -> TestBudget.inFlight(registry) == 0);
        }
    }

    @Test
    void refusesABodyWithoutMemoryBeforeReadingIt() throws IOException {
        try (Socket first = send("Content-Length: 100000\r\n\r\n{"); Socket second = send("Content-Length: 100000\r\n\r\n{")) {
            Patience.until("both are read", () -> onLoop(time::pending) == 2);
            try (Socket third = send("Content-Length: 100000\r\n\r\n")) {
                assertThat(firstLine(third)).isEqualTo("HTTP/1.1 503 Service Unavailable");
            }
            try (Socket small = send("Content-Length: 2\r\n\r\n{}")) {
                assertThat(firstLine(small)).isEqualTo("HTTP/1.1 200 OK");
            }
            first.close();
            second.close();
        }
        Patience.until("the memory of closed connections is free", () -> TestBudget.inFlight(registry) == 0);
        assertThat(onLoop(time::pending)).isZero();
    }

    @Test
    void refusesAChunkedBodyThatExceedsTheMemory() throws IOException {
        try (Socket first = send("Content-Length: 100000\r\n\r\n{"); Socket second = send("Content-Length: 100000\r\n\r\n{")) {
            Patience.until("both are read", () -> onLoop(time::pending) == 2);
            try (Socket chunked = send("Transfer-Encoding: chunked\r\n\r\n")) {
                chunked.getOutputStream().write(("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(UTF_8));

                assertThat(firstLine(chunked)).isEqualTo("HTTP/1.1 503 Service Unavailable");
            }
        }
    }

    private Socket send(String rest) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(("POST / HTTP/1.1\r\nHost: gateway\r\n" + rest).getBytes(UTF_8));
        return socket;
    }

    private static String firstLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = socket.getInputStream().read(); next != '\r' && next >= 0; next = socket.getInputStream().read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    private void advance(long millis) {
        onLoop(() -> {
            time.advanceMillis(millis);
            return true;
        });
    }

    private <T> T onLoop(Supplier<T> what) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.runOnContext(on -> {
            try {
                done.complete(what.get());
            } catch (RuntimeException failed) {
                done.completeExceptionally(failed);
            }
        });
        return done.join();
    }
}
