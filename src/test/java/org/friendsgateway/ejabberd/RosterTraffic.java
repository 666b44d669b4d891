package org.friendsgateway.ejabberd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.vertx.core.json.JsonObject;

import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.replicas.StreamAttempt;
import org.friendsgateway.replicas.StreamAttempt.Verdict;

/**
 * Callers that send imports of the same users, some one by one and one as streams. No friend is sent again for a user unless
 * the gateway said that it was not imported.
 */
final class RosterTraffic {

    /** How the names of friends begin that do not exist. */
    static final String GHOST = "ghost";
    private static final int SINGLE_CALLERS = 5;
    private static final int MAX_FRIENDS = 8;
    private static final int LINES = 20;
    private static final double SHARE_WITH_GHOST = 0.1;
    private static final int PAUSE_MILLIS = 100;
    private static final int MAX_PAUSE_MILLIS = 1_000;

    private final GatewayProcess gateway;
    private final Random random;
    private final Map<String, Deque<String>> friendsLeft = new LinkedHashMap<>();
    private final Queue<AnsweredImport> answers = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(SINGLE_CALLERS + 1);
    private final List<CompletableFuture<Void>> callers = new ArrayList<>();
    private int imports;
    private volatile boolean stopping;

    /** An import before its answer. */
    private record Order(String owner, String nick, List<String> friends) {

        String json() {
            return JsonObject.of("userId", owner, "friends",
                    friends.stream().map(friend -> JsonObject.of("userId", friend, "remark", nick)).toList()).encode();
        }
    }

    RosterTraffic(GatewayProcess gateway, List<String> owners, List<String> friends, Random random) {
        this.gateway = gateway;
        this.random = random;
        for (String owner : owners) {
            List<String> shuffled = new ArrayList<>(friends);
            Collections.shuffle(shuffled, random);
            friendsLeft.put(owner, new ArrayDeque<>(shuffled));
        }
    }

    void start() {
        callers.add(CompletableFuture.runAsync(this::streams, threads));
        IntStream.range(0, SINGLE_CALLERS).forEach(caller -> callers.add(CompletableFuture.runAsync(this::singles, threads)));
    }

    private void singles() {
        while (!stopping) {
            Order order = next();
            HttpResponse<String> response = gateway.post(order.json());
            JsonObject body = new JsonObject(response.body());
            answered(AnsweredImport.of(order.owner(), order.nick(), order.friends(), response.statusCode(), body,
                    System.nanoTime()));
            pause(response.statusCode() < 400 ? 0 : body.getInteger("retryAfterMs", PAUSE_MILLIS));
        }
    }

    private void streams() {
        while (!stopping) {
            List<Order> orders = Stream.generate(this::next).limit(LINES).toList();
            try {
                StreamAttempt stream = new StreamAttempt(gateway, Map.of("Prefer", "wait=20"),
                        orders.stream().map(Order::json).collect(Collectors.joining("\n")).getBytes(UTF_8), true);
                stream.awaitOver();
                stream.end().orElseThrow();
                IntStream.range(0, LINES).forEach(line -> answered(answer(orders.get(line), stream, line + 1)));
                pause(stream.verdicts().values().stream().allMatch(line -> line.status() >= 400) ? MAX_PAUSE_MILLIS : 0);
            } catch (IOException lost) {
                throw new IllegalStateException(lost);
            }
        }
    }

    private static AnsweredImport answer(Order order, StreamAttempt stream, int line) {
        Verdict verdict = stream.verdicts().get(line);
        return verdict == null
                ? AnsweredImport.notStarted(order.owner(), order.nick(), order.friends(), System.nanoTime())
                : AnsweredImport.of(order.owner(), order.nick(), order.friends(), verdict.status(), verdict.body(),
                        verdict.received());
    }

    // As a caller does that respects Retry-After; otherwise it would be answered nothing but problems for a while.
    private static void pause(int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(Math.min(millis, MAX_PAUSE_MILLIS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Order next() {
        List<String> owners = friendsLeft.keySet().stream().filter(owner -> !left(owner).isEmpty()).toList();
        String owner = owners.get(random.nextInt(owners.size()));
        String nick = "import-" + imports++;
        List<String> friends = new ArrayList<>();
        for (int count = 1 + random.nextInt(MAX_FRIENDS); count > 0 && !left(owner).isEmpty(); count--) {
            friends.add(left(owner).remove());
        }
        if (random.nextDouble() < SHARE_WITH_GHOST) {
            friends.add(random.nextInt(friends.size() + 1), GHOST + "-" + nick);
        }
        return new Order(owner, nick, friends);
    }

    private Deque<String> left(String owner) {
        return friendsLeft.getOrDefault(owner, new ArrayDeque<>());
    }

    private synchronized void answered(AnsweredImport answer) {
        answers.add(answer);
        answer.friends("failed").stream().filter(friend -> !friend.startsWith(GHOST)).forEach(left(answer.owner())::add);
    }

    /** All answers until now; fails if a caller failed. */
    List<AnsweredImport> answers() {
        callers.stream().filter(CompletableFuture::isCompletedExceptionally).forEach(CompletableFuture::join);
        return List.copyOf(answers);
    }

    /** Ends after the imports under way; fails if a caller failed. */
    void stop() {
        stopping = true;
        callers.forEach(CompletableFuture::join);
        threads.shutdown();
    }
}
