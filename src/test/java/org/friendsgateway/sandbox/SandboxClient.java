package org.friendsgateway.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Sends requests that need not be valid. */
public final class SandboxClient {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private SandboxClient() {
    }

    public static HttpRequest.Builder to(int port, String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + pathAndQuery)).timeout(TIMEOUT);
    }

    public static HttpResponse<String> send(HttpRequest.Builder request) {
        return sendAsync(request).join();
    }

    public static CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return HTTP.sendAsync(request.build(), BodyHandlers.ofString()).orTimeout(2 * TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    public static HttpResponse<String> send(String method, int port, String path, String body) {
        return send(to(port, path).method(method, BodyPublishers.ofString(body)));
    }

    public static JsonNode json(HttpResponse<String> response) {
        return json(response.body());
    }

    public static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException broken) {
            throw new AssertionError(text, broken);
        }
    }

    public static String query(Map<String, String> parameters) {
        return new TreeMap<>(parameters).entrySet().stream().map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), UTF_8))
                .collect(Collectors.joining("&", "?", ""));
    }

    /** {@code friend0, friend1, …}, each in the given form. */
    public static String list(int count, String form) {
        return IntStream.range(0, count).mapToObj(i -> form.replace("%", "friend" + i)).collect(Collectors.joining(","));
    }

    public static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the condition was not met in time");
            }
            Thread.onSpinWait();
        }
    }
}
