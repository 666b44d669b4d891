package org.friendsgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.friendsgateway.Await.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

import org.friendsgateway.process.Closer;
import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.process.RealRedis;
import org.friendsgateway.process.ServerProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** TLS at both ports and towards Redis, configured as the README shows. */
class TlsIT {

    @TempDir
    private static Path certs;

    @RegisterExtension
    static final Closer CLOSER = new Closer();

    private static final Vertx VERTX = Vertx.vertx();
    private static GatewayProcess gateway;
    private static int tlsPort;

    @BeforeAll
    static void start() throws Exception {
        new CertificateGenerator(certs, true).generate(new CertificateRequest().withName("tls").withFormat(Format.PEM)
                .withClientCertificate().withSubjectAlternativeName("DNS:localhost"));
        RealRedis redis = CLOSER.register(new RealRedis());
        tlsPort = ServerProcess.freePort();
        gateway = CLOSER.register(GatewayProcess.start(List.of("-Xmx192m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-Dgateway.tencent.apps.chat.sdk-app-id=1", "-Dgateway.tencent.apps.chat.identifier=administrator",
                "-Dgateway.tencent.apps.chat.secret-key=simulated",
                key("api", "key-store.pem.0.cert", "tls.crt"), key("api", "key-store.pem.0.key", "tls.key"),
                key("api", "trust-store.pem.certs", "tls-server-ca.crt"), "-Dquarkus.http.tls-configuration-name=api",
                "-Dquarkus.http.ssl-port=" + tlsPort,
                // By the plain port the test notices that the gateway has started.
                "-Dquarkus.http.insecure-requests=enabled",
                key("management", "key-store.pem.0.cert", "tls.crt"), key("management", "key-store.pem.0.key", "tls.key"),
                "-Dquarkus.management.tls-configuration-name=management",
                key("redis", "trust-store.pem.certs", "tls-client-ca.crt"), "-Dquarkus.redis.tls-configuration-name=redis",
                "-Dquarkus.tls.redis.hostname-verification-algorithm=HTTPS",
                "-Dquarkus.redis.hosts=rediss://localhost:" + tlsBefore(redis).actualPort()),
                Map.of(), ProcessBuilder.Redirect.to(Path.of("target", "tls.log").toFile())));
        await("both TLS ports are open").until(() -> open(tlsPort) && open(gateway.managementPort()));
    }

    private static boolean open(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String key(String configuration, String name, String file) {
        return "-Dquarkus.tls." + configuration + "." + name + "=" + certs.resolve(file);
    }

    private static NetServer tlsBefore(RealRedis redis) throws Exception {
        return VERTX.createNetServer(new NetServerOptions().setSsl(true).setKeyCertOptions(certificate("tls")))
                .connectHandler(outside -> {
                    outside.pause();
                    VERTX.createNetClient().connect(redis.port(), "127.0.0.1").onSuccess(inside -> join(outside, inside));
                }).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get();
    }

    private static void join(NetSocket outside, NetSocket inside) {
        outside.pipeTo(inside);
        inside.pipeTo(outside);
        outside.resume();
    }

    private static PemKeyCertOptions certificate(String name) {
        return new PemKeyCertOptions().setCertPath(certs.resolve(name + ".crt").toString())
                .setKeyPath(certs.resolve(name + ".key").toString());
    }

    @AfterAll
    static void stop() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void admitsACallerWithACertificate() throws Exception {
        HttpClient caller = VERTX.createHttpClient(trusting().setKeyCertOptions(certificate("tls-client")));

        assertThat(status(caller, HttpMethod.POST, tlsPort, "/friends/import")).isEqualTo(415);
    }

    @Test
    void refusesACallerWithoutOne() {
        HttpClient stranger = VERTX.createHttpClient(trusting());

        assertThatThrownBy(() -> status(stranger, HttpMethod.POST, tlsPort, "/friends/import"))
                .hasRootCauseInstanceOf(SSLException.class);
    }

    @Test
    void showsItsHealthAndReachesRedisOverTls() throws Exception {
        HttpClient watcher = VERTX.createHttpClient(trusting());

        assertThat(status(watcher, HttpMethod.GET, gateway.managementPort(), "/q/health/ready")).isEqualTo(200);
        await("Redis is found").until(() -> metrics(watcher).contains("friends_import_coordination_degraded 0.0"));
    }

    private static HttpClientOptions trusting() {
        return new HttpClientOptions().setSsl(true).setDefaultHost("localhost")
                .setTrustOptions(new PemTrustOptions().addCertPath(certs.resolve("tls-client-ca.crt").toString()));
    }

    private static int status(HttpClient http, HttpMethod method, int port, String path) throws Exception {
        return http.request(method, port, "localhost", path).compose(request -> request.send())
                .map(response -> response.statusCode()).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static String metrics(HttpClient http) {
        return http.request(HttpMethod.GET, gateway.managementPort(), "localhost", "/q/metrics")
                .compose(request -> request.send()).compose(response -> response.body()).map(body -> body.toString())
                .toCompletionStage().toCompletableFuture().join();
    }
}
