package org.friendsgateway.importer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A gateway that is written from the description of its interface, and notes what no client may do. Friends whose ids begin
 * with
 * {@code ghost} are unknown at the vendor, for those with {@code busy} the vendor never has time, and for those with
 * {@code once} it
 * has time at the second call.
 */
final class FakeGateway implements AutoCloseable {

    static final String KEY = "the-secret-key";
    private static final long UNREACHED_LENGTH = 1L << 40;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Collection<String> violations = new ConcurrentLinkedQueue<>();
    private final Map<String, Set<String>> lists = new TreeMap<>();
    private final Map<UUID, ObjectNode> finalAnswers = new HashMap<>();
    private final Set<String> calledOnce = new LinkedHashSet<>();
    private final Set<String> busyUsers = new LinkedHashSet<>();
    private HttpServer server;
    private volatile boolean forgetsLines;

    /** What happens to the next request, instead of the ordinary. */
    interface Script {
        void run(HttpExchange exchange, Request request) throws IOException;
    }

    record Request(Headers headers, List<String> lines) {

        String header(String name) {
            return String.valueOf(headers.getFirst(name));
        }

        List<String> users() {
            return lines.stream().map(line -> Json.readAgain(line).path("userId").asText()).toList();
        }
    }

    FakeGateway() {
        this.server = listen(0);
    }

    private HttpServer listen(int port) {
        try {
            HttpServer created = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            created.createContext("/", this::handle);
            created.setExecutor(threads);
            created.start();
            return created;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void next(Script... some) {
        scripts.addAll(Arrays.asList(some));
    }

    /** As if a replica was replaced: connections are lost, what is stored is not. */
    void restart() {
        server.stop(0);
        server = listen(server.getAddress().getPort());
    }

    /** From now on {@link #requests} have no lines: those of a large file would not fit the heap. */
    void forgetLines() {
        forgetsLines = true;
    }

    List<Request> requests() {
        return requests;
    }

    List<String> lines() {
        return requests.stream().flatMap(request -> request.lines().stream()).toList();
    }

    /** The friends of each user. */
    synchronized Map<String, Set<String>> lists() {
        return new TreeMap<>(lists);
    }

    Collection<String> violations() {
        return violations;
    }

    static Script refusing(int status, String code, String... header) {
        return (exchange, request) -> {
            if (header.length == 2) {
                exchange.getResponseHeaders().set(header[0], header[1]);
            }
            respond(exchange, status,
                    "{\"status\":%d,\"code\":\"%s\",\"detail\":\"Because of %s\"}".formatted(status, code, code));
        };
    }

    /** Not the gateway, but a proxy in front of it. */
    static Script badGateway() {
        return (exchange, request) -> respond(exchange, 502, "<html>Bad Gateway</html>");
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        exchange.sendResponseHeaders(status, body.getBytes(UTF_8).length);
        exchange.getResponseBody().write(body.getBytes(UTF_8));
        exchange.close();
    }

    /** The connection breaks after some lines were carried out. */
    Script cuttingAfter(int lines) {
        return (exchange, request) -> {
            exchange.sendResponseHeaders(200, UNREACHED_LENGTH);
            answer(request, lines, exchange.getResponseBody());
            exchange.close();
        };
    }

    /** The answer ends early, and says so. */
    Script endingAfter(int lines, String reason) {
        return (exchange, request) -> {
            exchange.sendResponseHeaders(200, 0);
            answer(request, lines, exchange.getResponseBody()).end(reason);
            exchange.close();
        };
    }

    static Script fallingSilent() {
        return (exchange, request) -> {
            exchange.sendResponseHeaders(200, UNREACHED_LENGTH);
            exchange.getResponseBody().write("{\"progress\":{}}\n".getBytes(UTF_8));
            exchange.getResponseBody().flush();
        };
    }

    private void handle(HttpExchange exchange) throws IOException {
        List<String> lines = new String(exchange.getRequestBody().readAllBytes(), UTF_8).lines().toList();
        Request request = new Request(exchange.getRequestHeaders(), lines);
        check(exchange, request);
        requests.add(forgetsLines ? new Request(request.headers(), List.of()) : request);
        Script script = scripts.poll();
        enter(request);
        try {
            (script == null ? endingAfter(lines.size(), "complete") : script).run(exchange, request);
        } finally {
            leave(request);
        }
    }

    private void check(HttpExchange exchange, Request request) {
        demand(exchange.getRequestMethod().equals("POST"), exchange.getRequestMethod());
        demand(exchange.getRequestURI().toString().equals("/friends/import"), exchange.getRequestURI());
        demand(request.header("Content-Type").equals("application/x-ndjson"), "Content-Type");
        demand(request.header("Accept").equals("application/x-ndjson"), "Accept");
        demand(request.header("Authorization").equals("Bearer " + KEY), "Authorization");
        demand(request.header("Idempotency-Key").matches("[!-~]{1,255}"), "Idempotency-Key");
        request.lines().forEach(line -> demand(line.startsWith("{") && !Json.readAgain(line).has("reason"), line));
    }

    private void demand(boolean right, Object what) {
        if (!right) {
            violations.add("wrong: " + what);
        }
    }

    private synchronized void enter(Request request) {
        Set.copyOf(request.users()).forEach(user -> demand(busyUsers.add(user), "two requests at once for " + user));
    }

    private synchronized void leave(Request request) {
        busyUsers.removeAll(request.users());
    }

    private Answer answer(Request request, int max, OutputStream out) throws IOException {
        Answer answer = new Answer(request.lines().size(), out);
        for (int i = 0; i < Math.min(max, request.lines().size()); i++) {
            answer.add(i + 1, outcome(request.header("Idempotency-Key"), request.lines().get(i)));
        }
        answer.progress();
        return answer;
    }

    private synchronized ObjectNode outcome(String key, String line) {
        UUID hash = UUID.nameUUIDFromBytes((key + line).getBytes(UTF_8));
        ObjectNode known = finalAnswers.get(hash);
        if (known != null) {
            return known;
        }
        ObjectNode outcome = callVendor((ObjectNode) Json.readAgain(line));
        if (!outcome.has("retry") && !outcome.path("retryable").asBoolean()) {
            finalAnswers.put(hash, outcome);
        }
        return outcome;
    }

    private ObjectNode callVendor(ObjectNode line) {
        String user = line.path("userId").asText();
        ObjectNode body = Json.MAPPER.createObjectNode();
        if (user.startsWith("ghost")) {
            return body.put("status", 404).put("code", "user_not_found").put("detail", "No such user").put("outcome", "none");
        }
        if (line.path("app").asText().equals("nowhere")) {
            return body.put("status", 404).put("code", "app_not_found").put("detail", "No such app").put("outcome", "none");
        }
        ArrayNode results = body.putArray("results");
        line.path("friends").forEach(friend -> results.add(result(user, friend.path("userId").asText(), body)));
        return body;
    }

    private ObjectNode result(String user, String friend, ObjectNode body) {
        ObjectNode result = Json.MAPPER.createObjectNode().put("userId", friend);
        if (friend.startsWith("busy") || (friend.startsWith("once") && calledOnce.add(user + friend))) {
            body.putObject("retry");
            result.put("status", "unknown").putObject("error").put("code", "vendor_timeout").put("message", "No answer");
        } else if (friend.startsWith("ghost")) {
            result.put("status", "failed").putObject("error").put("code", "friend_not_found").put("message", "No such friend");
        } else {
            result.put("status", friend.startsWith("shy") ? "pending" : "imported");
            lists.computeIfAbsent(user, first -> new LinkedHashSet<>()).add(friend);
        }
        return result;
    }

    /** One answer of lines; complete imports have none, as {@code return=minimal} asks. */
    private static final class Answer {

        private final int total;
        private final OutputStream out;
        private final Map<String, Integer> friends = new HashMap<>(
                Map.of("imported", 0, "pending", 0, "failed", 0, "unknown", 0));
        private final Set<Integer> retry = new LinkedHashSet<>();

        Answer(int total, OutputStream out) {
            this.total = total;
            this.out = out;
            IntStream.rangeClosed(1, total).forEach(retry::add);
        }

        void add(int line, ObjectNode outcome) throws IOException {
            boolean complete = true;
            for (JsonNode result : outcome.path("results")) {
                friends.merge(result.path("status").asText(), 1, Integer::sum);
                complete &= !result.has("error");
            }
            if (!outcome.has("retry")) {
                retry.remove(line);
            }
            if (outcome.has("code") || !complete) {
                write(Map.of("line", line, "status", outcome.path("status").asInt(207), "body", outcome));
            }
        }

        void progress() throws IOException {
            write(Map.of("progress", Map.of("lines", Map.of("read", total, "done", total - retry.size()), "friends", friends)));
        }

        void end(String reason) throws IOException {
            write(Map.of("end", Map.of("reason", reason, "lines", Map.of("total", total), "friends", friends,
                    "retry", Map.of("lines", retry, "afterMs", 1))));
        }

        private void write(Object line) throws IOException {
            out.write((Json.write(line) + "\n").getBytes(UTF_8));
            out.flush();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
