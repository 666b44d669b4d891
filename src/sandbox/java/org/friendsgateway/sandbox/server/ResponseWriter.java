package org.friendsgateway.sandbox.server;

import java.util.Map;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import org.friendsgateway.sandbox.fault.FaultResponse;
import org.friendsgateway.sandbox.wire.StrictJson;

/** Writes a response, complete or broken. */
final class ResponseWriter {

    private static final Buffer ENDLESS_CHUNK = Buffer.buffer("0,".repeat(4096));

    private final HttpServerRequest http;
    private final HttpServerResponse response;

    ResponseWriter(HttpServerRequest http) {
        this.http = http;
        this.response = http.response();
    }

    void complete(SimulatedResponse simulated) {
        json(simulated).end(StrictJson.write(simulated.body()));
    }

    /** {@code headers} may replace the vendor's own. */
    void complete(SimulatedResponse simulated, Map<String, String> headers) {
        json(simulated);
        headers.forEach(response::putHeader);
        response.end(StrictJson.write(simulated.body()));
    }

    /** Sends the first half as if it were the whole body. */
    void truncated(SimulatedResponse simulated) {
        json(simulated).end(firstHalf(StrictJson.write(simulated.body())));
    }

    /** Sends the first half of the announced body, then closes the connection. */
    void cutInTheMiddle(SimulatedResponse simulated) {
        Buffer body = StrictJson.write(simulated.body());
        json(simulated).putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        response.write(firstHalf(body)).onComplete(written -> cut());
    }

    void cut() {
        http.connection().close();
    }

    void raw(FaultResponse.Raw raw) {
        raw.headers().forEach(response::putHeader);
        response.setStatusCode(raw.status()).end(raw.body());
    }

    void text(int status, String text) {
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=UTF-8").end(text);
    }

    /** Writes as fast as the peer reads. */
    void endless() {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").setChunked(true);
        response.exceptionHandler(disconnected -> {
        });
        response.drainHandler(drained -> writeChunks());
        response.write("[");
        writeChunks();
    }

    // One chunk per turn of the event loop, which otherwise would never see that the connection was closed.
    private void writeChunks() {
        if (!response.closed() && !response.writeQueueFull()) {
            response.write(ENDLESS_CHUNK);
            Vertx.currentContext().runOnContext(next -> writeChunks());
        }
    }

    private HttpServerResponse json(SimulatedResponse simulated) {
        return response.setStatusCode(simulated.status()).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    }

    private static Buffer firstHalf(Buffer body) {
        return body.getBuffer(0, body.length() / 2);
    }
}
