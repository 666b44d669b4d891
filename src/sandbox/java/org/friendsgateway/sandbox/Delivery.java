package org.friendsgateway.sandbox;

import java.util.Map;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Puts an answer on the wire, whole or broken. */
final class Delivery {

    private static final Buffer ENDLESS = Buffer.buffer("0,".repeat(4096));

    private final HttpServerRequest http;
    private final HttpServerResponse response;

    Delivery(HttpServerRequest http) {
        this.http = http;
        this.response = http.response();
    }

    /** The right answer as the vendor means it. */
    void whole(Answer answer) {
        json(answer).end(Json.write(answer.body()));
    }

    /** The vendor's own words on order, with headers that may replace its own. */
    void refusal(Answer answer, Map<String, String> headers) {
        json(answer);
        headers.forEach(response::putHeader);
        response.end(Json.write(answer.body()));
    }

    /** The first half, and a length that says there is no more. */
    void truncated(Answer answer) {
        json(answer).end(firstHalf(Json.write(answer.body())));
    }

    /** The first half, a length that promises more, and a broken connection. */
    void cutInTheMiddle(Answer answer) {
        Buffer body = Json.write(answer.body());
        json(answer).putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        response.write(firstHalf(body)).onComplete(written -> cut());
    }

    void cut() {
        http.connection().close();
    }

    void raw(FaultAnswer.Raw raw) {
        raw.headers().forEach(response::putHeader);
        response.setStatusCode(raw.status()).end(raw.body());
    }

    void text(int status, String text) {
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=UTF-8").end(text);
    }

    /** Writes as fast as the peer reads. */
    void endless() {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").setChunked(true);
        response.exceptionHandler(hungUp -> {
        });
        response.drainHandler(drained -> pour());
        response.write("[");
        pour();
    }

    // In turn with everything else that happens, or the end of the connection would never be seen.
    private void pour() {
        if (!response.closed() && !response.writeQueueFull()) {
            response.write(ENDLESS);
            Vertx.currentContext().runOnContext(next -> pour());
        }
    }

    private HttpServerResponse json(Answer answer) {
        return response.setStatusCode(answer.status()).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    }

    private static Buffer firstHalf(Buffer body) {
        return body.getBuffer(0, body.length() / 2);
    }
}
