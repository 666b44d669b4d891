package org.friendsgateway.ejabberd;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;

import org.friendsgateway.process.RealEjabberd;
import org.friendsgateway.sandbox.server.Arrival;
import org.friendsgateway.sandbox.server.SlidingWindow;
import org.friendsgateway.sandbox.server.StallDetector;

/** A proxy before ejabberd that keeps a ledger of all calls and their answers, and breaks what it is asked to break. */
public final class LedgerProxy implements AutoCloseable {

    /** Much longer than the {@code call-timeout} of a gateway whose calls are broken. */
    private static final long LATE_MILLIS = 5_000;
    private static final int MAX_CONNECTIONS = 200;
    private static final String HOST = "127.0.0.1";

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final StallDetector stalls = new StallDetector(vertx);
    private final HttpClient client;
    private final Queue<LedgerEntry> ledger = new ConcurrentLinkedQueue<>();
    private final int port;
    private volatile HttpServer server;
    private volatile Supplier<Breakage> breakage = () -> Breakage.NONE;

    /** How a call is broken. */
    public enum Breakage {
        NONE,
        /** The server gets nothing. */
        REQUEST_LOST,
        /** The server gets a part of the body. */
        REQUEST_CUT,
        ANSWER_LOST,
        /** The answer says that it is longer than what arrives. */
        ANSWER_CUT,
        /** The answer comes when the gateway waits for it no longer. */
        ANSWER_LATE;

        boolean isOfRequest() {
            return this == REQUEST_LOST || this == REQUEST_CUT;
        }

        /** Whether the gateway can read the server's answer. */
        boolean isReadable() {
            return this == NONE;
        }
    }

    public LedgerProxy(RealEjabberd ejabberd) {
        client = vertx.createHttpClient(new HttpClientOptions().setDefaultHost(HOST).setDefaultPort(ejabberd.port()),
                new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS));
        vertx.runOnContext(now -> stalls.start());
        server = listen(0);
        port = server.actualPort();
    }

    private HttpServer listen(int where) {
        return join(vertx.createHttpServer().requestHandler(this::serve).listen(where, HOST));
    }

    /** The options of a gateway with an app of this name; {@code more} are further keys, or other values for these. */
    public List<String> options(String app, String... more) {
        List<String> keys = List.of("base-url=http://" + HOST + ":" + port,
                "virtual-host=" + RealEjabberd.VIRTUAL_HOST, "username=" + RealEjabberd.USERNAME,
                "password=" + RealEjabberd.PASSWORD);
        return Stream.concat(keys.stream(), Stream.of(more)).map(key -> "-Dgateway.ejabberd.apps." + app + "." + key).toList();
    }

    private void serve(HttpServerRequest request) {
        Arrival arrival = stalls.arrival();
        // The gateway pauses after broken logins, for longer each time, and would make no other call.
        Breakage how = request.path().equals(LedgerEntry.LOGIN) ? Breakage.NONE : breakage.get();
        request.body().onSuccess(body -> {
            LedgerEntry entry = LedgerEntry.of(request.path(), body, arrival, how);
            ledger.add(entry);
            if (how == Breakage.REQUEST_LOST) {
                hangUp(request);
            } else {
                forward(request, body, entry);
            }
        });
    }

    private void forward(HttpServerRequest request, Buffer body, LedgerEntry entry) {
        client.request(request.method(), request.path())
                .onSuccess(onward -> onward.headers().setAll(request.headers()).remove("Host"))
                // Vert.x would log each connection that is cut.
                .onSuccess(onward -> onward.exceptionHandler(cut -> {
                }))
                .compose(onward -> entry.breakage() == Breakage.REQUEST_CUT ? cut(onward, body) : send(onward, body, entry))
                .onSuccess(answer -> reply(request, answer, entry.breakage()))
                .onFailure(lost -> hangUp(request));
    }

    private static Future<LedgerEntry.Answer> send(HttpClientRequest onward, Buffer body, LedgerEntry entry) {
        return onward.send(body).compose(response -> response.body().map(
                content -> new LedgerEntry.Answer(response.statusCode(), response.getHeader("Content-Type"), content,
                        System.nanoTime())))
                .onSuccess(entry::answered);
    }

    private static Future<LedgerEntry.Answer> cut(HttpClientRequest onward, Buffer body) {
        return onward.putHeader("Content-Length", Integer.toString(body.length())).write(body.slice(0, body.length() / 2))
                .compose(written -> onward.connection().close()).compose(closed -> Future.failedFuture("cut"));
    }

    private void reply(HttpServerRequest request, LedgerEntry.Answer answer, Breakage how) {
        switch (how) {
            case ANSWER_LOST -> hangUp(request);
            case ANSWER_CUT -> request.response().setStatusCode(answer.status())
                    .putHeader("Content-Length", Integer.toString(answer.body().length() + 1)).write(answer.body())
                    .onComplete(written -> hangUp(request));
            case ANSWER_LATE -> vertx.setTimer(LATE_MILLIS, late -> reply(request, answer, Breakage.NONE));
            default -> {
                if (answer.contentType() != null) {
                    request.response().putHeader("Content-Type", answer.contentType());
                }
                request.response().setStatusCode(answer.status()).end(answer.body());
            }
        }
    }

    private static void hangUp(HttpServerRequest request) {
        request.connection().close();
    }

    /** Breaks further commands, each as {@code how} says when it arrives; logins are left whole. */
    public void breakCalls(Supplier<Breakage> how) {
        breakage = how;
    }

    /** Closes the port and all connections, as those of a server that is gone. */
    void stopListening() {
        join(server.close());
    }

    /** Opens the same port again. */
    void listenAgain() {
        server = listen(port);
    }

    /** All calls since the start, in the order of their arrival. */
    public List<LedgerEntry> ledger() {
        return List.copyOf(ledger);
    }

    /** The calls since the ledger had so many entries. */
    public List<LedgerEntry> ledgerSince(int entries) {
        return ledger.stream().skip(entries).toList();
    }

    /**
     * How many of these calls were too fast for the limit per second, whenever they may have arrived while the proxy stalled.
     */
    static long tooFast(List<LedgerEntry> calls, int limit) {
        SlidingWindow window = new SlidingWindow(limit);
        return calls.stream().filter(call -> !window.accept(call.arrival())).count();
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        join(vertx.close());
    }
}
