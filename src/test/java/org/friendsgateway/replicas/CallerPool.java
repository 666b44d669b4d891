package org.friendsgateway.replicas;

import static org.friendsgateway.Await.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;

import org.friendsgateway.process.GatewayProcess;

/** Callers of one gateway. A caller without an answer ten seconds after its wait has ended gives up for good. */
final class CallerPool {

    private static final int MAX_CONNECTIONS = 4_000;
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration MAX_WAIT = Duration.ofSeconds(135);

    private final HttpClient http;
    private final Supplier<String> newUser;
    private final Map<String, String> headers;
    private final Responses responses = new Responses();
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean stopped;

    CallerPool(Vertx vertx, GatewayProcess gateway, Supplier<String> newUser) {
        this(vertx, gateway, newUser, Map.of());
    }

    /** Takes headers for each request, such as {@code Authorization}. */
    CallerPool(Vertx vertx, GatewayProcess gateway, Supplier<String> newUser, Map<String, String> headers) {
        this.headers = headers;
        this.http = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(MAX_CONNECTIONS).setKeepAliveTimeout(600)
                .setDefaultHost("127.0.0.1").setDefaultPort(gateway.port()));
        this.newUser = newUser;
    }

    /** Keeps {@code concurrency} imports in flight from now on, each for a new user. */
    void keepAsking(int concurrency, Duration wait) {
        for (int caller = 0; caller < concurrency; caller++) {
            askAgain(wait);
        }
    }

    private void askAgain(Duration wait) {
        if (!stopped) {
            ask(newUser.get(), List.of("one", "two"), wait).onSuccess(answered -> askAgain(wait));
        }
    }

    /** Asks for one import. */
    Future<Void> ask(String user, List<String> friends, Duration wait) {
        inFlight.incrementAndGet();
        long from = System.nanoTime();
        return http.request(new RequestOptions().setMethod(HttpMethod.POST).setURI("/friends/import")
                .setTimeout(wait.plus(GRACE).toMillis()))
                .compose(request -> send(request, user, friends, wait, from))
                .onFailure(lost -> responses.addLost())
                .onComplete(over -> inFlight.decrementAndGet());
    }

    private Future<Void> send(HttpClientRequest request, String user, List<String> friends, Duration wait, long from) {
        headers.forEach(request::putHeader);
        return request.putHeader("Content-Type", "application/json").putHeader("Prefer", "wait=" + wait.toSeconds())
                .send(body(user, friends))
                .compose(answer -> answer.body().onSuccess(body -> responses.add(user, answer.statusCode(),
                        body.toJsonObject(), Duration.ofNanos(System.nanoTime() - from))))
                .mapEmpty();
    }

    private static Buffer body(String user, List<String> friends) {
        return JsonObject.of("userId", user, "friends",
                friends.stream().map(friend -> JsonObject.of("userId", friend)).toList()).toBuffer();
    }

    Responses responses() {
        return responses;
    }

    /** No caller asks again. */
    void stop() {
        stopped = true;
    }

    /** No caller asks again, and those that wait hang up. */
    Future<Void> hangUp() {
        stop();
        return http.close();
    }

    void awaitAll() {
        await("every caller has an answer").atMost(MAX_WAIT).until(() -> inFlight.get() == 0);
    }
}
