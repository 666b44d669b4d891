package org.friendsgateway.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

/** A trace collector that keeps the bytes it receives. */
final class TraceCollector {

    private final List<byte[]> received = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    TraceCollector(Vertx vertx) {
        this.server = vertx.createHttpServer().requestHandler(http -> http.body().onSuccess(body -> {
            received.add(http.headers().toString().getBytes(UTF_8));
            received.add(body.getBytes());
            http.response().putHeader("Content-Type", "application/x-protobuf").end();
        })).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    List<byte[]> received() {
        return received;
    }
}
