package org.friendsgateway.replicas;

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

import org.friendsgateway.Patience;
import org.friendsgateway.process.GatewayProcess;

/** Callers of one gateway; one who gets no answer in the time asked for and ten seconds more does not ask again. */
final class Callers {

    private static final int MOST = 4_000;
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final HttpClient http;
    private final Supplier<String> newUser;
    private final Map<String, String> headers;
    private final Tally tally = new Tally();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean leaving;

    Callers(Vertx vertx, GatewayProcess gateway, Supplier<String> newUser) {
        this(vertx, gateway, newUser, Map.of());
    }

    /** Callers with headers of their own, such as those that say who they are. */
    Callers(Vertx vertx, GatewayProcess gateway, Supplier<String> newUser, Map<String, String> headers) {
        this.headers = headers;
        this.http = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(MOST).setKeepAliveTimeout(600)
                .setDefaultHost("127.0.0.1").setDefaultPort(gateway.port()));
        this.newUser = newUser;
    }

    /** So many imports are under way from now on, each for another user. */
    void keepAsking(int atOnce, Duration wait) {
        for (int caller = 0; caller < atOnce; caller++) {
            askOn(wait);
        }
    }

    private void askOn(Duration wait) {
        if (!leaving) {
            ask(newUser.get(), List.of("one", "two"), wait).onSuccess(answered -> askOn(wait));
        }
    }

    /** Asks once. */
    Future<Void> ask(String user, List<String> friends, Duration wait) {
        underWay.incrementAndGet();
        long from = System.nanoTime();
        return http.request(new RequestOptions().setMethod(HttpMethod.POST).setURI("/friends/import")
                .setTimeout(wait.plus(GRACE).toMillis()))
                .compose(request -> send(request, user, friends, wait, from))
                .onFailure(lost -> tally.lost())
                .onComplete(over -> underWay.decrementAndGet());
    }

    private Future<Void> send(HttpClientRequest request, String user, List<String> friends, Duration wait, long from) {
        headers.forEach(request::putHeader);
        return request.putHeader("Content-Type", "application/json").putHeader("Prefer", "wait=" + wait.toSeconds())
                .send(body(user, friends))
                .compose(answer -> answer.body().onSuccess(body -> tally.answered(user, answer.statusCode(),
                        body.toJsonObject(), Duration.ofNanos(System.nanoTime() - from))))
                .mapEmpty();
    }

    private static Buffer body(String user, List<String> friends) {
        return JsonObject.of("userId", user, "friends",
                friends.stream().map(friend -> JsonObject.of("userId", friend)).toList()).toBuffer();
    }

    Tally tally() {
        return tally;
    }

    /** Nobody asks again. */
    void leave() {
        leaving = true;
    }

    /** Nobody asks again, nor waits any longer. */
    Future<Void> hangUp() {
        leave();
        return http.close();
    }

    void awaitAll() {
        Patience.until("every caller has an answer", Duration.ofSeconds(135), () -> underWay.get() == 0);
    }
}
