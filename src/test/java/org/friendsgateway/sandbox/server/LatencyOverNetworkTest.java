package org.friendsgateway.sandbox.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;

import org.friendsgateway.sandbox.server.Latency.Delay;
import org.friendsgateway.sandbox.tencent.TencentCaller;
import org.friendsgateway.sandbox.tencent.TencentSandbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delays of a vendor far away, measured over the network. */
class LatencyOverNetworkTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private TencentSandbox start(TencentSandbox.Settings settings, HttpServerOptions options) {
        return new TencentSandbox(vertx, settings, options).start().toCompletionStage().toCompletableFuture().join();
    }

    private static CompletableFuture<HttpResponse<String>> call(HttpClient client, TencentSandbox sandbox) {
        return client.sendAsync(new TencentCaller(sandbox).request(TencentCaller.body("alice", "bob")).build(),
                BodyHandlers.ofString());
    }

    private static Latency handshake(Duration time) {
        return new Latency(new Delay(time, time), Delay.NONE, Delay.NONE, Delay.NONE, 1);
    }

    @Test
    void readsNoConnectionBeforeItsHandshakeIsOver() throws Exception {
        TencentSandbox sandbox = start(TencentCaller.SETTINGS, new HttpServerOptions());
        HttpClient early = HttpClient.newHttpClient();
        call(early, sandbox).get(10, SECONDS);

        sandbox.setLatency(handshake(Duration.ofHours(1)));
        CompletableFuture<HttpResponse<String>> late = call(HttpClient.newHttpClient(), sandbox);

        assertThat(call(early, sandbox).get(10, SECONDS).statusCode()).isEqualTo(200);
        assertThat(sandbox.calls()).isEqualTo(2);
        assertThat(late).isNotDone();
    }

    @Test
    void delaysTheHandshakeOfTls(@TempDir Path folder) throws Exception {
        new CertificateGenerator(folder, true).generate(new CertificateRequest().withName("vendor").withFormat(Format.PEM));
        TencentSandbox sandbox = start(TencentCaller.SETTINGS, new HttpServerOptions().setSsl(true).setKeyCertOptions(
                new PemKeyCertOptions().setCertPath(folder.resolve("vendor.crt").toString())
                        .setKeyPath(folder.resolve("vendor.key").toString())));
        sandbox.setLatency(handshake(Duration.ofMillis(500)));
        long from = System.nanoTime();

        vertx.createNetClient(new NetClientOptions().setSsl(true).setTrustAll(true).setHostnameVerificationAlgorithm(""))
                .connect(sandbox.port(), "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, SECONDS);

        assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void countsACallWhenItArrives() throws Exception {
        TencentSandbox sandbox = start(TencentCaller.SETTINGS.withCallsPerSecond(1), new HttpServerOptions());
        HttpClient client = HttpClient.newHttpClient();
        call(client, sandbox).get(10, SECONDS);

        Delay way = new Delay(Duration.ofMillis(1_100), Duration.ofMillis(1_100));
        sandbox.setLatency(new Latency(Delay.NONE, way, Delay.NONE, Delay.NONE, 1));
        CompletableFuture<HttpResponse<String>> underWay = call(client, sandbox);
        underWay.get(10, SECONDS);

        assertThat(sandbox.refusals()).isZero();
        sandbox.setLatency(Latency.none());
        call(client, sandbox).get(10, SECONDS);
        assertThat(sandbox.refusals()).isEqualTo(1);
    }
}
