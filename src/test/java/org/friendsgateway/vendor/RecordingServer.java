package org.friendsgateway.vendor;

import static org.friendsgateway.vendor.Eventually.itemOf;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

/** A server on a loopback address that records its requests, and always responds with the same bytes. */
public final class RecordingServer {

    private final List<Recorded> requests = new CopyOnWriteArrayList<>();
    private final String host;
    private final HttpServer server;

    /** {@code path} is not decoded; {@code query} is, each name with all of its values. */
    public record Recorded(String method, String path, Map<String, List<String>> query, MultiMap headers, Buffer body) {

        private static Recorded of(HttpServerRequest http, Buffer body) {
            return new Recorded(http.method().name(), http.path(), new QueryStringDecoder(http.uri()).parameters(),
                    http.headers(), body);
        }
    }

    /** A server that responds with status 200. */
    public static RecordingServer answering(Vertx vertx, Buffer body) {
        return new RecordingServer(vertx, "127.0.0.1", body);
    }

    /** @param host the address to listen on, without brackets */
    public RecordingServer(Vertx vertx, String host, Buffer answer) {
        this.host = host;
        this.server = itemOf(vertx.createHttpServer().requestHandler(http -> http.body().onSuccess(body -> {
            requests.add(Recorded.of(http, body));
            http.response().putHeader("Content-Type", "application/json").send(answer);
        })).listen(0, host));
    }

    public URI url() {
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.actualPort());
    }

    public List<Recorded> requests() {
        return List.copyOf(requests);
    }

    /** The only request. */
    public Recorded request() {
        if (requests.size() != 1) {
            throw new AssertionError("there were " + requests.size() + " requests");
        }
        return requests.get(0);
    }
}
