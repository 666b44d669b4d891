package org.friendsgateway.sandbox.server;

import java.net.BindException;
import java.util.List;
import java.util.Optional;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.fault.FaultQueue;

/** The HTTP server of one simulated vendor, on loopback and on an event loop of its own, and what tests ask of it. */
public class VendorServer {

    private static final String HOST = "127.0.0.1";
    private static final int MAX_BIND_ATTEMPTS = 100;
    private static final long MILLIS_BETWEEN_ATTEMPTS = 20;

    private final SandboxContext context;
    private final ControlApi controlApi;
    private final HttpServerOptions options;
    private final StallDetector stalls;
    private volatile int port;
    private volatile Optional<String> deployment = Optional.empty();

    /** {@code options} have the port, which is any free one if 0, and perhaps TLS. */
    protected VendorServer(Vertx vertx, SimulatedVendor vendor, Latency latency, HttpServerOptions options) {
        this.context = new SandboxContext(vertx, vendor, latency);
        this.controlApi = new ControlApi(context);
        this.options = options;
        this.port = options.getPort();
        this.stalls = new StallDetector(context.vertx());
    }

    /** After {@link #close}, the vendor listens at the same port again and has kept its state. */
    protected Future<Void> open() {
        return context.vertx().deployVerticle(new AbstractVerticle() {
            @Override
            public void start(Promise<Void> started) {
                stalls.start();
                listen(MAX_BIND_ATTEMPTS).<Void> mapEmpty().onComplete(started);
            }
        }).onSuccess(id -> deployment = Optional.of(id)).mapEmpty();
    }

    public Future<Void> close() {
        Future<Void> closed = deployment.map(context.vertx()::undeploy).orElseGet(Future::succeededFuture);
        deployment = Optional.empty();
        return closed;
    }

    /** Throws {@link IllegalStateException} before the start if the port is any free one. */
    public int port() {
        if (port == 0) {
            throw new IllegalStateException("the sandbox has not been started");
        }
        return port;
    }

    public FaultQueue faults() {
        return context.faults();
    }

    /** Applies to delays that begin later; open connections stay open. */
    public void setLatency(Latency latency) {
        context.setLatency(latency);
    }

    /** The friends' ids in the vendor's canonical form and in the order of import. */
    public List<String> friendsOf(String user) {
        return context.vendor().friends().friendsOf(user);
    }

    /** The number of friends of all users together. */
    public long friendsStored() {
        return context.vendor().friends().size();
    }

    /** Import calls that arrived, refused ones included. */
    public long calls() {
        return context.requestLog().count(RequestLog.Counter.CALLS);
    }

    /** Calls of any kind refused because of their rate. */
    public long refusals() {
        return context.requestLog().count(RequestLog.Counter.REFUSALS);
    }

    /** Import calls that arrived during another write for the same user. */
    public long overlaps() {
        return context.requestLog().count(RequestLog.Counter.OVERLAPS);
    }

    /** Calls that have arrived and are not answered. */
    public int inFlight() {
        return context.requestLog().inFlight();
    }

    /** The most calls without logins that arrived within any second, refused ones included. */
    public int maxPerSlidingSecond() {
        return context.requestLog().maxPerSlidingSecond();
    }

    /** At most a thousand, oldest first. */
    public List<ReceivedRequest> lastRequests() {
        return context.requestLog().lastRequests();
    }

    /** Removes friends, counters, faults and recorded requests, and forgets the calls of the last second. */
    public void forgetEverything() {
        context.reset();
    }

    // The system may not have released the port yet when a closed server starts again.
    private Future<HttpServer> listen(int attempts) {
        return listen().recover(cause -> attempts > 1 && cause instanceof BindException
                ? Future.future(again -> context.vertx().setTimer(MILLIS_BETWEEN_ATTEMPTS,
                        waited -> listen(attempts - 1).onComplete(again)))
                : Future.failedFuture(cause));
    }

    private Future<HttpServer> listen() {
        // The vendors offer no HTTP/2 in clear text, which some clients would try first.
        HttpServerOptions local = new HttpServerOptions(options).setHost(HOST).setPort(port)
                .setHttp2ClearTextEnabled(false).setHandle100ContinueAutomatically(true);
        return new HandshakeDelay(context)
                .listen(context.vertx().createHttpServer(local).requestHandler(this::handle), local)
                .onSuccess(server -> port = server.actualPort());
    }

    private void handle(HttpServerRequest http) {
        if (ControlApi.handles(http)) {
            read(http, ControlApi.MAX_BODY_BYTES)
                    .onSuccess(body -> controlApi.handle(http, ReceivedRequest.of(http, body)));
            return;
        }
        Optional<Fault.Call> call = context.vendor().callAt(ReceivedRequest.pathOf(http));
        if (call.isPresent() && context.faults().cutsUnread(call.get())) {
            context.requestLog().addArrival(call.get(), Arrival.at(System.nanoTime()));
            http.connection().close();
            return;
        }
        read(http, context.vendor().maxBodyBytes()).onSuccess(body -> context
                .afterWayIn(stalls.arrival(),
                        arrival -> new VendorCall(context, http).process(ReceivedRequest.of(http, body), arrival)));
    }

    /** Reads the body, but at most one byte more than {@code max}. */
    private static Future<Buffer> read(HttpServerRequest http, int max) {
        Promise<Buffer> read = Promise.promise();
        Buffer body = Buffer.buffer();
        http.exceptionHandler(read::tryFail);
        http.handler(chunk -> body.appendBuffer(chunk, 0, Math.min(chunk.length(), max + 1 - body.length())));
        http.endHandler(end -> read.tryComplete(body));
        return read.future();
    }
}
