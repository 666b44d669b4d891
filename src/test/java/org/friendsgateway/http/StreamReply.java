package org.friendsgateway.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import org.friendsgateway.ApiCaller;

/** The answer to a stream. */
record StreamReply(int status, HttpHeaders headers, String body) {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Posts a body of lines; {@code headers} alternates names and values. */
    static StreamReply post(String body, String... headers) {
        return post(BodyPublishers.ofString(body), headers);
    }

    static StreamReply post(BodyPublisher body, String... headers) {
        List<String> given = List.of(headers);
        Stream<String> type = given.contains("Content-Type") ? Stream.of() : Stream.of("Content-Type", "application/x-ndjson");
        HttpRequest request = ApiCaller.request("POST", "/friends/import", body,
                Stream.concat(type, given.stream()).toArray(String[]::new));
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            return new StreamReply(response.statusCode(), response.headers(), response.body());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** All objects of the answer, in order. */
    List<JsonNode> objects() {
        return body.lines().map(ApiCaller::json).toList();
    }

    /** The answers to lines, in the order in which they came. */
    List<JsonNode> lines() {
        return objects().stream().filter(object -> object.has("line")).toList();
    }

    /** The answer to the line of that number. */
    JsonNode line(long number) {
        return lines().stream().filter(line -> line.at("/line").asLong() == number).findFirst()
                .orElseThrow(() -> new AssertionError("no line " + number + " in " + body));
    }

    /** The last object, which is the end of a whole answer. */
    JsonNode end() {
        List<JsonNode> all = objects();
        return all.get(all.size() - 1).at("/end");
    }

    JsonNode json() {
        return ApiCaller.json(body);
    }
}
