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

/** Callers that all ask at the same time, and what each is answered. */
final class Crowd {

    private static final int WAIT_SECONDS = 15;
    private static final Duration LONGEST = Duration.ofSeconds(80);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI api;
    private final List<CompletableFuture<String>> answers = new ArrayList<>();

    Crowd(GatewayProcess gateway) {
        this.api = URI.create("http://127.0.0.1:" + gateway.port() + "/friends/import");
    }

    /** So many imports of so many friends, each friend written in about {@code bytes} bytes, each import of another user. */
    void ask(int imports, int friends, int bytes) {
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

    /** Asks with a body as it is; {@code headers} are names and values in turn. */
    void send(HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(api).POST(body).timeout(LONGEST)
                .header("Content-Type", "application/json").header("Prefer", "wait=" + WAIT_SECONDS);
        answers.add(http.sendAsync((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString())
                .handle((answer, lost) -> lost == null ? kind(answer) : "lost: " + lost));
    }

    private static String kind(HttpResponse<String> answer) {
        if (answer.statusCode() < 300) {
            return Integer.toString(answer.statusCode());
        }
        String code = answer.statusCode() + " " + ApiCaller.json(answer.body()).at("/code").asText();
        boolean comesAgain = answer.headers().firstValueAsLong("Retry-After").orElse(0) > 0;
        return comesAgain ? code + ", again later" : code;
    }

    /** How often each answer came, once all have one; {@code lost} for none. */
    Map<String, Integer> answers() {
        Map<String, Integer> all = new TreeMap<>();
        answers.forEach(answer -> all.merge(answer.join(), 1, Integer::sum));
        return all;
    }
}
