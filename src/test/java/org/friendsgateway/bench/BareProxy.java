package org.friendsgateway.bench;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;

/** Forwards the request's body and returns the answer's: the minimum that a server in between can do. */
public final class BareProxy extends AbstractVerticle {

    @Override
    public void start(Promise<Void> started) {
        HttpClient vendor = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(1000).setKeepAliveTimeout(600)
                .setDefaultHost("127.0.0.1").setDefaultPort(config().getInteger("vendorPort")));
        vertx.createHttpServer().requestHandler(request -> request.body()
                .compose(body -> forward(vendor, request, body))
                .onSuccess(answer -> request.response().putHeader("Content-Type", "application/json").end(answer))
                .onFailure(broken -> request.response().setStatusCode(502).end()))
                .listen(config().getInteger("port"), "127.0.0.1").<Void> mapEmpty().onComplete(started);
    }

    private static Future<Buffer> forward(HttpClient vendor, HttpServerRequest request, Buffer body) {
        return vendor.request(request.method(), request.uri())
                .compose(onward -> onward.putHeader("Content-Type", "application/json").send(body))
                .compose(answer -> answer.body());
    }
}
