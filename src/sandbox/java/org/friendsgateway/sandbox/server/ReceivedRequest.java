package org.friendsgateway.sandbox.server;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * A request as received.
 *
 * @param path encoded
 * @param query encoded; empty without one
 * @param headers by lower-case name; values of one name are joined by commas
 */
public record ReceivedRequest(String method, String path, String query, Map<String, String> headers, Buffer body) {

    static ReceivedRequest of(HttpServerRequest http, Buffer body) {
        Map<String, String> headers = new TreeMap<>();
        http.headers().forEach((name, value) -> headers.merge(name.toLowerCase(Locale.ROOT), value, (a, b) -> a + ", " + b));
        String query = http.query();
        return new ReceivedRequest(http.method().name(), pathOf(http), query == null ? "" : query, Map.copyOf(headers), body);
    }

    /** Begins with a slash even without a path, as in {@code OPTIONS *}. */
    static String pathOf(HttpServerRequest http) {
        String path = http.path();
        return path != null && path.startsWith("/") ? path : "/";
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
}
