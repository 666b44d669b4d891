package org.friendsgateway.replicas;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;

import org.friendsgateway.process.GatewayProcess;

/** Probes the readiness of gateways several times a second. */
final class ReadinessProbe {

    private static final int PERIOD_MILLIS = 200;

    private final Vertx vertx;
    private final HttpClient http;
    private final long timer;
    private final AtomicInteger failures = new AtomicInteger();

    ReadinessProbe(Vertx vertx, List<GatewayProcess> gateways) {
        this.vertx = vertx;
        this.http = vertx.createHttpClient(new HttpClientOptions().setDefaultHost("127.0.0.1").setMaxPoolSize(10));
        this.timer = vertx.setPeriodic(PERIOD_MILLIS, tick -> gateways.forEach(gateway -> probe(gateway.managementPort())));
    }

    private void probe(int port) {
        http.request(HttpMethod.GET, port, "127.0.0.1", "/q/health/ready")
                .compose(request -> request.send())
                .compose(answer -> answer.end().map(answer.statusCode()))
                .onComplete(status -> {
                    if (status.failed() || status.result() != 200) {
                        failures.incrementAndGet();
                    }
                });
    }

    /** How many probes were not answered with 200. */
    int failures() {
        return failures.get();
    }

    void stop() {
        vertx.cancelTimer(timer);
    }
}
