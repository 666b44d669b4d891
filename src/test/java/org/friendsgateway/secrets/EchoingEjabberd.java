package org.friendsgateway.secrets;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;

/** An ejabberd that refuses what it does not like with a text that repeats the whole request. */
final class EchoingEjabberd {

    static final String PASSWORD = "jabber pass/word&79";
    static final String WRONG_PASSWORD = "wrong pass/word&80";
    static final String TOKEN = "KcVutnnkU2tkUdhtZ92QafzGjsCmaoDS";

    private final HttpServer server;

    EchoingEjabberd(Vertx vertx) {
        server = vertx.createHttpServer().requestHandler(http -> http.body().onSuccess(body -> answer(http, body)))
                .listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    private static void answer(HttpServerRequest http, Buffer body) {
        String echo = http.uri() + " " + http.getHeader("Authorization") + " " + body;
        if (!http.path().equals("/oauth/token")) {
            http.response().setStatusCode(400).end(Json.encode(echo));
        } else if (echo.contains("wrong")) {
            http.response().setStatusCode(400)
                    .end(JsonObject.of("error", "invalid_grant", "error_description", echo).toBuffer());
        } else {
            http.response().end(JsonObject.of("access_token", TOKEN, "expires_in", 3600).toBuffer());
        }
    }
}
