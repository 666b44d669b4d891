package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.Patience;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An event loop under a burst of imports, each of which blocks it for some milliseconds. */
class DispatchQueueTest {

    private static final int BURST = 20;
    private static final long BLOCKING_NANOS = Duration.ofMillis(8).toNanos();

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context loop = vertx.getOrCreateContext();
    private final DispatchQueue queue = new DispatchQueue();
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final List<Socket> sockets = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() {
        Router router = Router.router(vertx);
        router.route("/import/*").handler(request -> request.request().endHandler(end -> queue.add(request)).resume());
        router.route("/import/*").handler(this::block);
        router.route("/probe").handler(request -> {
            events.add("probe");
            request.end();
        });
        server = vertx.createHttpServer().requestHandler(router);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void block(RoutingContext request) {
        events.add(request.request().path());
        if (events.size() == 1) {
            write(sockets.get(BURST), "/probe");
        }
        long until = System.nanoTime() + BLOCKING_NANOS;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        request.end();
    }

    @Test
    void pollsItsConnectionsBetweenImportsOfABurst() throws InterruptedException {
        for (int i = 0; i <= BURST; i++) {
            sockets.add(connect());
            write(sockets.get(i), "/probe");
        }
        Patience.until("all are connected", () -> events.size() == BURST + 1);
        events.clear();
        CountDownLatch sent = new CountDownLatch(1);
        loop.runOnContext(blocked -> {
            for (int i = 0; i < BURST; i++) {
                write(sockets.get(i), "/import/" + i);
            }
            sent.countDown();
        });
        sent.await();
        Patience.until("all are dispatched", () -> events.size() == BURST + 1);

        assertThat(events.indexOf("probe")).isLessThan(BURST / 2);
    }

    private Socket connect() {
        try {
            return new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        }
    }

    private static void write(Socket socket, String path) {
        try {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: gateway\r\n\r\n").getBytes(UTF_8));
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        }
    }
}
