package org.friendsgateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.eclipse.microprofile.config.ConfigProvider;

/** A client of the gateway under test that sends arbitrary bodies and headers. */
public final class ApiCaller {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10)).build();

    private ApiCaller() {
    }

    /** A response with its body as JSON. */
    public record Reply(int status, HttpHeaders headers, JsonNode json) {

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** The text at a JSON pointer; empty when there is none. */
        public String at(String pointer) {
            return json.at(pointer).asText();
        }

        /** The statuses of the friends, in order. */
        public List<String> statuses() {
            return json.at("/results").findValuesAsText("status");
        }
    }

    /** The body of an import of friends with nothing but ids. */
    public static ObjectNode body(String app, String userId, List<String> friends) {
        ObjectNode body = JSON.createObjectNode().put("app", app).put("userId", userId);
        body.putArray("friends").addAll(friends.stream().map(id -> JSON.createObjectNode().put("userId", id)).toList());
        return body;
    }

    public static ObjectNode body(String app, String userId, String... friends) {
        return body(app, userId, List.of(friends));
    }

    /** Posts an import; {@code headers} alternates names and values. */
    public static Reply post(JsonNode body, String... headers) {
        return post(body.toString(), headers);
    }

    public static Reply post(String body, String... headers) {
        return send(request("POST", "/friends/import", BodyPublishers.ofString(body), headers));
    }

    /** Posts an import without waiting for the response. */
    public static CompletableFuture<Reply> posting(JsonNode body, String... headers) {
        return HTTP.sendAsync(request("POST", "/friends/import", BodyPublishers.ofString(body.toString()), headers),
                BodyHandlers.ofString()).thenApply(ApiCaller::reply);
    }

    /**
     * A request to the API port. Its {@code Content-Type} is JSON unless the headers have another; empty headers are left out.
     */
    public static HttpRequest request(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(api().resolve(path)).method(method, body)
                .timeout(Duration.ofSeconds(60));
        boolean typed = List.of(headers).contains("Content-Type");
        if (!typed) {
            request.header("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            if (!headers[i + 1].isEmpty()) {
                request.header(headers[i], headers[i + 1]);
            }
        }
        return request.build();
    }

    public static Reply send(HttpRequest request) {
        try {
            return reply(HTTP.send(request, BodyHandlers.ofString()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Gets a path of the management port, such as {@code /q/metrics}, with an {@code Accept} header for each media type. */
    public static HttpResponse<String> manage(String path, String... accepted) {
        try {
            URI port = ConfigProvider.getConfig().getValue("test.management.url", URI.class);
            HttpRequest.Builder request = HttpRequest.newBuilder(port.resolve(path));
            for (String type : accepted) {
                request.header("Accept", type);
            }
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** The sum of a metric over its samples with these labels, each such as {@code code="forbidden"}. */
    public static double metric(String name, String... labels) {
        return manage("/q/metrics").body().lines()
                .filter(line -> line.startsWith(name) && Stream.of(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }

    /** The base URL of the API. */
    public static URI api() {
        return ConfigProvider.getConfig().getValue("test.url", URI.class);
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException("no JSON: " + text, broken);
        }
    }

    private static Reply reply(HttpResponse<String> response) {
        return new Reply(response.statusCode(), response.headers(), json(response.body()));
    }
}
