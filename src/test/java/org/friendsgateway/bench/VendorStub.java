package org.friendsgateway.bench;

import java.util.stream.Collectors;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/** Answers like Tencent that every friend was imported, and does nothing else. */
public final class VendorStub extends AbstractVerticle {

    @Override
    public void start(Promise<Void> started) {
        vertx.createHttpServer().requestHandler(request -> request.body().onSuccess(body -> answer(request, body)))
                .listen(config().getInteger("port"), "127.0.0.1").<Void> mapEmpty().onComplete(started);
    }

    private static void answer(HttpServerRequest request, Buffer body) {
        String items = new JsonObject(body).getJsonArray("AddFriendItem").stream()
                .map(item -> "{\"To_Account\":\"" + ((JsonObject) item).getString("To_Account")
                        + "\",\"ResultCode\":0,\"ResultInfo\":\"\"}")
                .collect(Collectors.joining(","));
        request.response().putHeader("Content-Type", "application/json")
                .end("{\"ResultItem\":[" + items
                        + "],\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\",\"ErrorDisplay\":\"\"}");
    }
}
