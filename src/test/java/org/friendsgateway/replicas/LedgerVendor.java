package org.friendsgateway.replicas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * Answers like Tencent and keeps every call. Friends are stored when the call arrives, long before its answer: a gateway that
 * dies in between does not know of them. Friends named {@value #GHOST} do not exist.
 */
final class LedgerVendor implements AutoCloseable {

    static final String GHOST = "ghost";
    private static final Duration WORK = Duration.ofMillis(80);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpServer server;
    private final List<Call> calls = new ArrayList<>();
    private final Map<String, Map<String, String>> stored = new HashMap<>();
    private final Set<String> busyUsers = new HashSet<>();
    private int overlaps;

    /**
     * A friend as one line of the file names it.
     *
     * @param remark differs from line to line
     */
    record Entry(String user, String friend, String remark) {
    }

    /**
     * A call. The times are those of {@link System#nanoTime}.
     *
     * @param answered {@link #NEVER} before its answer
     */
    record Call(List<Entry> entries, long arrived, AtomicLong answered) {

        static final long NEVER = Long.MAX_VALUE;
    }

    LedgerVendor() {
        server = vertx.createHttpServer().requestHandler(
                request -> request.body().onSuccess(body -> accept(body.toJsonObject(), request.response())))
                .listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    /** The options of a gateway that calls this vendor. */
    List<String> options(int callsPerSecond) {
        String app = "-Dgateway.tencent.apps.chat.";
        return List.of(app + "base-url=http://127.0.0.1:" + server.actualPort(), app + "sdk-app-id=1400000000",
                app + "identifier=administrator", app + "secret-key=simulated", app + "calls-per-second=" + callsPerSecond);
    }

    private void accept(JsonObject body, HttpServerResponse response) {
        String user = body.getString("From_Account");
        List<Entry> entries = body.getJsonArray("AddFriendItem").stream().map(JsonObject.class::cast)
                .map(item -> new Entry(user, item.getString("To_Account"), item.getString("Remark"))).toList();
        Call call = new Call(entries, System.nanoTime(), new AtomicLong(Call.NEVER));
        begin(user, call);
        vertx.setTimer(WORK.toMillis(), late -> {
            finish(user, call);
            response.putHeader("Content-Type", "application/json").end(answer(entries));
        });
    }

    private synchronized void begin(String user, Call call) {
        overlaps += busyUsers.add(user) ? 0 : 1;
        calls.add(call);
        call.entries().stream().filter(entry -> !entry.friend().equals(GHOST))
                .forEach(entry -> stored.computeIfAbsent(user, any -> new LinkedHashMap<>())
                        .put(entry.friend(), entry.remark()));
    }

    private synchronized void finish(String user, Call call) {
        call.answered().set(System.nanoTime());
        busyUsers.remove(user);
    }

    private static Buffer answer(List<Entry> entries) {
        return JsonObject.of("ResultItem", entries.stream().map(LedgerVendor::result).toList(), "ActionStatus", "OK",
                "ErrorCode", 0, "ErrorInfo", "", "ErrorDisplay", "").toBuffer();
    }

    private static JsonObject result(Entry entry) {
        boolean exists = !entry.friend().equals(GHOST);
        return JsonObject.of("To_Account", entry.friend(), "ResultCode", exists ? 0 : 30003, "ResultInfo",
                exists ? "" : "Err_SNS_FriendImport_To_Account_Not_Exist");
    }

    /** All calls since the last {@link #clear}, in the order of their arrival. */
    synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Calls that arrived while another one for the same user was not answered. */
    synchronized int overlaps() {
        return overlaps;
    }

    /** The remarks of each user's friends. */
    synchronized Map<String, Map<String, String>> stored() {
        return new HashMap<>(stored);
    }

    synchronized void clear() {
        calls.clear();
        stored.clear();
        overlaps = 0;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
