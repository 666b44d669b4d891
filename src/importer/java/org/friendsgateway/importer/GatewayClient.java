package org.friendsgateway.importer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import org.jspecify.annotations.Nullable;

/** Posts lines to the gateway, as one request each time. */
final class GatewayClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_PROBLEM_BYTES = 1 << 20;
    private static final int MAX_SHOWN_CHARS = 200;
    private static final Set<Integer> TRY_AGAIN = Set.of(408, 409, 425, 429);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final URI url;
    private final @Nullable String key;
    private final boolean strict;
    private final Duration maxSilence;

    /** @param key of the caller, if it has one */
    GatewayClient(URI base, @Nullable String key, boolean strict, Duration maxSilence) {
        this.url = URI.create(base.toString().replaceFirst("/+$", "") + "/friends/import");
        this.key = key;
        this.strict = strict;
        this.maxSilence = maxSilence;
    }

    /**
     * Returns when the answer is over, whole or not.
     *
     * @param answers takes the lines of the answer as they come
     * @throws GatewayBusyException if the gateway does not take the request now
     * @throws IOException if it cannot be reached, or its answer breaks off
     * @throws ImportStoppedException if it never will take the request
     */
    void post(List<ImportLine> lines, String idempotencyKey, Consumer<JsonNode> answers)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(request(lines, idempotencyKey), BodyHandlers.ofInputStream());
        try (InputStream body = response.body(); SilenceWatch watch = new SilenceWatch(body, maxSilence)) {
            if (response.statusCode() != 200) {
                throw refusal(response, body.readNBytes(MAX_PROBLEM_BYTES));
            }
            BufferedReader text = new BufferedReader(new InputStreamReader(body, UTF_8));
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                watch.heard();
                answers.accept(Json.MAPPER.readTree(line));
            }
        }
    }

    private HttpRequest request(List<ImportLine> lines, String idempotencyKey) {
        String body = lines.stream().map(ImportLine::json).collect(Collectors.joining("\n", "", "\n"));
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(maxSilence)
                .header("Content-Type", "application/x-ndjson")
                .header("Accept", "application/x-ndjson")
                .header("Prefer", strict ? "return=minimal, handling=strict" : "return=minimal")
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return request.build();
    }

    private IOException refusal(HttpResponse<?> response, byte[] body) {
        int status = response.statusCode();
        JsonNode problem = problem(body);
        String reason = status + " " + (problem.has("code") ? problem.path("code").asText() + ": " + LineOutcome.detail(problem)
                : new String(body, 0, Math.min(body.length, MAX_SHOWN_CHARS), UTF_8).replaceAll("\\p{Cntrl}+", " "));
        if (status == 401 || status == 403) {
            throw ImportStoppedException.unreachable("The gateway refuses the caller: " + reason + (key == null
                    ? System.lineSeparator() + "No key was given: set FRIENDS_GATEWAY_KEY, or use --key-file."
                    : ""));
        }
        if (status < 500 && !TRY_AGAIN.contains(status)) {
            throw ImportStoppedException.wrong(url + " does not take the request: " + reason);
        }
        // Only the gateway itself answers with a code; else something between answers in its place.
        return problem.has("code") ? new GatewayBusyException(reason, retryAfter(response)) : new IOException(reason);
    }

    private static JsonNode problem(byte[] body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JsonProcessingException otherText) {
            return MissingNode.getInstance();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Duration retryAfter(HttpResponse<?> response) {
        String seconds = response.headers().firstValue("Retry-After").filter(value -> value.matches("\\d{1,6}")).orElse("0");
        return Duration.ofSeconds(Long.parseLong(seconds));
    }
}
