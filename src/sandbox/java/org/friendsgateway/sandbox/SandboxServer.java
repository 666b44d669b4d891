package org.friendsgateway.sandbox;

import java.net.BindException;
import java.util.Optional;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/** The HTTP server of one simulated vendor, on loopback and on an event loop of its own choice. */
final class SandboxServer {

    private static final String HOST = "127.0.0.1";
    private static final int MAX_TRIES = 100;
    private static final long MILLIS_BETWEEN_TRIES = 20;

    private final Backstage backstage;
    private final ControlDesk desk;
    private final HttpServerOptions options;
    private final StallDetector stalls;
    private volatile int port;
    private volatile Optional<String> deployment = Optional.empty();

    /** Port 0 is any free port. */
    SandboxServer(Backstage backstage, int port, HttpServerOptions options) {
        this.backstage = backstage;
        this.desk = new ControlDesk(backstage);
        this.port = port;
        this.options = options;
        this.stalls = new StallDetector(backstage.vertx());
    }

    /** Started again after a close, it is found at the same port. */
    Future<Void> start() {
        return backstage.vertx().deployVerticle(new AbstractVerticle() {
            @Override
            public void start(Promise<Void> started) {
                stalls.start();
                listen(MAX_TRIES).<Void> mapEmpty().onComplete(started);
            }
        }).onSuccess(id -> deployment = Optional.of(id)).mapEmpty();
    }

    Future<Void> close() {
        Future<Void> closed = deployment.map(backstage.vertx()::undeploy).orElseGet(Future::succeededFuture);
        deployment = Optional.empty();
        return closed;
    }

    int port() {
        if (port == 0) {
            throw new IllegalStateException("the sandbox has not been started");
        }
        return port;
    }

    // The system may not have given back the port yet when a server that was closed starts again.
    private Future<HttpServer> listen(int tries) {
        return listen().recover(cause -> tries > 1 && cause instanceof BindException
                ? Future.future(again -> backstage.vertx().setTimer(MILLIS_BETWEEN_TRIES,
                        waited -> listen(tries - 1).onComplete(again)))
                : Future.failedFuture(cause));
    }

    private Future<HttpServer> listen() {
        // Without HTTP/2 in clear text, which the vendors do not offer and some clients would try first.
        HttpServerOptions here = new HttpServerOptions(options).setHost(HOST).setPort(port)
                .setHttp2ClearTextEnabled(false).setHandle100ContinueAutomatically(true);
        return new Handshakes(backstage).listen(backstage.vertx().createHttpServer(here).requestHandler(this::handle), here)
                .onSuccess(server -> port = server.actualPort());
    }

    private void handle(HttpServerRequest http) {
        if (ControlDesk.isFor(http)) {
            read(http, ControlDesk.BODY_LIMIT).onSuccess(body -> desk.serve(http, ReceivedRequest.of(http, body)));
            return;
        }
        Optional<Fault.Call> call = backstage.vendor().callAt(ReceivedRequest.pathOf(http));
        if (call.isPresent() && backstage.faults().cutsUnread(call.get())) {
            backstage.traffic().arrived(call.get(), Arrival.at(System.nanoTime()));
            http.connection().close();
            return;
        }
        read(http, backstage.vendor().bodyLimit()).onSuccess(body -> backstage
                .afterTheWayIn(stalls.arrival(),
                        arrival -> new Exchange(backstage, http).arrive(ReceivedRequest.of(http, body), arrival)));
    }

    /** The body; of one longer than the limit, one byte more than the limit. */
    private static Future<Buffer> read(HttpServerRequest http, int limit) {
        Promise<Buffer> read = Promise.promise();
        Buffer body = Buffer.buffer();
        http.exceptionHandler(read::tryFail);
        http.handler(chunk -> body.appendBuffer(chunk, 0, Math.min(chunk.length(), limit + 1 - body.length())));
        http.endHandler(end -> read.tryComplete(body));
        return read.future();
    }
}
