package org.friendsgateway.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.friendsgateway.ApiCaller;
import org.friendsgateway.process.GatewayProcess;

/** Requests that are all sent at the same time, and their answers. */
final class RequestBurst {

    private static final int WAIT_SECONDS = 15;
    private static final Duration TIMEOUT = Duration.ofSeconds(80);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI api;
    private final List<CompletableFuture<String>> answers = new ArrayList<>();

    RequestBurst(GatewayProcess gateway) {
        this.api = URI.create("http://127.0.0.1:" + gateway.port() + "/friends/import");
    }

    /** Sends imports of different users; each friend takes about {@code bytes} bytes. */
    void send(int imports, int friends, int bytes) {
        String remark = bytes < 60 ? ""
                : ",\"remark\":\"R\",\"message\":\"" + "m".repeat(200)
                        + "\",\"attributes\":{\"Tag_SNS_Custom_A\":\"" + "a".repeat(bytes - 300) + "\"}";
        byte[] list = IntStream.range(0, friends).mapToObj(i -> "{\"userId\":\"friend-of-somebody-" + i + "\"" + remark + "}")
                .collect(Collectors.joining(",", "\"friends\":[", "]}")).getBytes(UTF_8);
        for (int i = 0; i < imports; i++) {
            byte[] user = ("{\"userId\":\"u" + answers.size() + "\",").getBytes(UTF_8);
            send(BodyPublishers.concat(BodyPublishers.ofByteArray(user), BodyPublishers.ofByteArray(list)));
        }
    }

    /** Sends a body as it is; {@code headers} alternates names and values. */
    void send(HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(api).POST(body).timeout(TIMEOUT)
                .header("Content-Type", "application/json").header("Prefer", "wait=" + WAIT_SECONDS);
        answers.add(http.sendAsync((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString())
                .handle((answer, lost) -> lost == null ? describe(answer) : "lost: " + lost));
    }

    private static String describe(HttpResponse<String> answer) {
        if (answer.statusCode() < 300) {
            return Integer.toString(answer.statusCode());
        }
        String code = answer.statusCode() + " " + ApiCaller.json(answer.body()).at("/code").asText();
        boolean hasRetryAfter = answer.headers().firstValueAsLong("Retry-After").orElse(0) > 0;
        return hasRetryAfter ? code + ", retry later" : code;
    }

    /** Waits for all answers, and returns how often each came; {@code lost: <why>} stands for none. */
    Map<String, Integer> answers() {
        Map<String, Integer> all = new TreeMap<>();
        answers.forEach(answer -> all.merge(answer.join(), 1, Integer::sum));
        return all;
    }
}
