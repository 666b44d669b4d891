package org.friendsgateway.replicas;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;

import org.friendsgateway.process.GatewayProcess;

/** Asks gateways again and again whether they are ready. */
final class Readiness {

    private static final int MILLIS = 200;

    private final Vertx vertx;
    private final HttpClient http;
    private final long timer;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger otherwise = new AtomicInteger();

    Readiness(Vertx vertx, List<GatewayProcess> gateways) {
        this.vertx = vertx;
        this.http = vertx.createHttpClient(new HttpClientOptions().setDefaultHost("127.0.0.1").setMaxPoolSize(10));
        this.timer = vertx.setPeriodic(MILLIS, tick -> gateways.forEach(gateway -> ask(gateway.managementPort())));
    }

    private void ask(int port) {
        asked.incrementAndGet();
        http.request(HttpMethod.GET, port, "127.0.0.1", "/q/health/ready")
                .compose(request -> request.send())
                .compose(answer -> answer.end().map(answer.statusCode()))
                .onComplete(status -> {
                    if (status.failed() || status.result() != 200) {
                        otherwise.incrementAndGet();
                    }
                });
    }

    /** How often the answer was not that they are. */
    int otherwise() {
        return otherwise.get();
    }

    int asked() {
        return asked.get();
    }

    void stop() {
        vertx.cancelTimer(timer);
    }
}
