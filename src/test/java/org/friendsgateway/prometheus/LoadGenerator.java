package org.friendsgateway.prometheus;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.vertx.core.json.JsonObject;

import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.fault.FaultQueue;

/** Sends imports of many kinds at a steady rate, whatever the answers. */
final class LoadGenerator implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofMillis(100);
    private static final Duration SPECIAL_PERIOD = Duration.ofMillis(1000);

    private static final Duration TIMEOUT = Duration.ofSeconds(40);
    private static final int LINES = 10;

    private static final String KEY = "key-of-bustle";
    /** The hash of the key that the requests carry. */
    static final String SHA256 = "29b65bf3b0cf96df3ce0410d24476dcc262f6957b74d06f6bcb8e6b4045e5244";

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger users = new AtomicInteger();
    private final URI imports;
    private final FaultQueue faults;

    private LoadGenerator(int port, FaultQueue faults) {
        this.imports = URI.create("http://127.0.0.1:" + port + "/friends/import");
        this.faults = faults;
    }

    /** Starts to send to the gateway at this port, whose vendors are the given ones. */
    static LoadGenerator start(int port, Vendors vendors) {
        LoadGenerator load = new LoadGenerator(port, vendors.tencent().faults());
        for (String app : List.of("chat", "ease", "tight", "shared", "locked", "down")) {
            load.every(PERIOD, () -> load.ask(app, load.newUser(), "bob", "carl", "dora"));
        }
        load.every(SPECIAL_PERIOD, load::askSpecially);
        return load;
    }

    private void every(Duration period, Runnable task) {
        clock.scheduleAtFixedRate(task, 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void askSpecially() {
        ask("chat", newUser(), "bob", "ghost");
        ask("chat", "alice", "alice");
        ask("nowhere", "alice", "bob");
        askAt("odd", Fault.result("bob", 990_000 + users.get(), "tomorrow's"));
        askAt("busy", Fault.refusal(30008, "busy"));
        askAt("forgotten", Fault.leavingOut("bob").times(4));
        stream("chat");
        stream("down");
        repeat("complete", "alice");
        repeat("complete", "other body");
        repeat("stuck", "stuck");
        send(request(body("chat", "alice", "bob")));
    }

    private void stream(String app) {
        String lines = Stream.generate(() -> body(app, newUser(), "bob").encode()).limit(LINES)
                .collect(Collectors.joining("\n"));
        send(authenticated(HttpRequest.newBuilder(imports).header("Content-Type", "application/x-ndjson")
                .timeout(TIMEOUT).POST(BodyPublishers.ofString(lines))));
    }

    private void askAt(String who, Fault fault) {
        String user = who + newUser();
        faults.add(fault.forUser(user));
        ask("chat", user, "bob");
    }

    private void repeat(String key, String user) {
        send(authenticated(request(body("chat", user, "bob"))).header("Idempotency-Key", key));
    }

    private void ask(String app, String user, String... friends) {
        // Imports into a healthy app must not time out while the gateway is still cold.
        send(authenticated(request(body(app, user, friends))).header("Prefer", app.equals("tight") ? "wait=2" : "wait=30"));
    }

    private void send(HttpRequest.Builder request) {
        // The tests read the metrics, not the answers.
        http.sendAsync(request.build(), BodyHandlers.discarding()).exceptionally(lost -> null);
    }

    private static HttpRequest.Builder authenticated(HttpRequest.Builder request) {
        return request.header("Authorization", "Bearer " + KEY);
    }

    private HttpRequest.Builder request(JsonObject body) {
        return HttpRequest.newBuilder(imports).header("Content-Type", "application/json").timeout(TIMEOUT)
                .POST(BodyPublishers.ofString(body.encode()));
    }

    private static JsonObject body(String app, String user, String... friends) {
        return JsonObject.of("app", app, "userId", user, "friends",
                List.of(friends).stream().map(friend -> JsonObject.of("userId", friend)).toList());
    }

    private String newUser() {
        return "u" + users.incrementAndGet();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
