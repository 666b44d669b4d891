package org.friendsgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.Await.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

import org.friendsgateway.process.Closer;
import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.easemob.EasemobSandbox;
import org.friendsgateway.sandbox.tencent.TencentSandbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vendors behind TLS with a private CA that ask for a certificate, and behind proxies, which resolve their names. */
class VendorRouteIT {

    @RegisterExtension
    static final Closer CLOSER = new Closer();

    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    private static Path certs;
    private static GatewayProcess gateway;
    private static ForwardProxy proxy;

    @BeforeAll
    static void start() throws Exception {
        new CertificateGenerator(certs, true).generate(new CertificateRequest().withName("vendor").withFormat(Format.PEM)
                .withClientCertificate().withSubjectAlternativeName("DNS:localhost")
                .withSubjectAlternativeName("DNS:vendor.test"));
        new CertificateGenerator(certs, true).generate(new CertificateRequest().withName("other").withFormat(Format.PEM));
        Files.copy(certs.resolve("other-ca.crt"), renewed());
        Sandbox sandbox = new Sandbox(VERTX, TencentSandbox.Settings.of(1400000000, "administrator", "a-secret"),
                EasemobSandbox.Settings.of("org", "app", "a-client", "a-secret")).start()
                .toCompletionStage().toCompletableFuture().join();
        int tencent = tlsBefore(sandbox.tencent().port()).actualPort();
        int easemob = tlsBefore(sandbox.easemob().port()).actualPort();
        proxy = new ForwardProxy(VERTX, easemob, "a-user", "a-password");
        List<String> options = new ArrayList<>(List.of("-Xmx192m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-Dgateway.retry.max-attempts=1",
                "-Dquarkus.tls.vendor.trust-store.pem.certs=" + certs.resolve("vendor-client-ca.crt"),
                "-Dquarkus.tls.vendor.key-store.pem.0.cert=" + certs.resolve("vendor-client.crt"),
                "-Dquarkus.tls.vendor.key-store.pem.0.key=" + certs.resolve("vendor-client.key"),
                "-Dquarkus.tls.nameless.trust-store.pem.certs=" + certs.resolve("vendor-client-ca.crt"),
                "-Dquarkus.tls.any-host.trust-store.pem.certs=" + certs.resolve("vendor-client-ca.crt"),
                "-Dquarkus.tls.any-host.key-store.pem.0.cert=" + certs.resolve("vendor-client.crt"),
                "-Dquarkus.tls.any-host.key-store.pem.0.key=" + certs.resolve("vendor-client.key"),
                "-Dquarkus.tls.any-host.hostname-verification-algorithm=NONE"));
        options.addAll(keys("quarkus.tls.renewed", List.of(), "trust-store.pem.certs=" + renewed(), "reload-period=1s",
                "key-store.pem.0.cert=" + certs.resolve("vendor-client.crt"),
                "key-store.pem.0.key=" + certs.resolve("vendor-client.key")));
        options.addAll(tencent("renewed", "localhost:" + tencent, "tls-configuration-name=renewed"));
        options.addAll(proxyKeys("way", "type=http", "username=a-user", "password=a-password", "non-proxy-hosts=localhost"));
        options.addAll(proxyKeys("guessed", "type=http", "username=a-user", "password=a-guess"));
        options.addAll(proxyKeys("socks", "type=socks5"));
        options.addAll(tencent("trusted", "localhost:" + tencent, "tls-configuration-name=vendor"));
        options.addAll(tencent("unknown-ca", "localhost:" + tencent));
        options.addAll(tencent("without-certificate", "localhost:" + tencent, "tls-configuration-name=nameless"));
        options.addAll(tencent("other-host", "127.0.0.1:" + tencent, "tls-configuration-name=vendor"));
        options.addAll(tencent("any-host", "127.0.0.1:" + tencent, "tls-configuration-name=any-host"));
        options.addAll(tencent("past-the-proxy", "localhost:" + tencent, "tls-configuration-name=vendor",
                "proxy-configuration-name=way"));
        options.addAll(easemob("through-the-proxy", "vendor.test:8443", "way"));
        options.addAll(easemob("through-socks", "vendor.test:9443", "socks"));
        options.addAll(easemob("refused-by-the-proxy", "vendor.test:7443", "guessed"));
        options.addAll(easemob("no-proxy", "localhost:" + easemob, "none"));
        gateway = CLOSER.register(GatewayProcess.start(options, Map.of(),
                ProcessBuilder.Redirect.to(Path.of("target", "vendor-route.log").toFile())));
    }

    private static Path renewed() {
        return certs.resolve("renewed-ca.crt");
    }

    private static NetServer tlsBefore(int vendor) {
        NetServerOptions tls = new NetServerOptions().setSsl(true).setClientAuth(ClientAuth.REQUIRED)
                .setKeyCertOptions(new PemKeyCertOptions().setCertPath(certs.resolve("vendor.crt").toString())
                        .setKeyPath(certs.resolve("vendor.key").toString()))
                .setTrustOptions(new PemTrustOptions().addCertPath(certs.resolve("vendor-server-ca.crt").toString()));
        return VERTX.createNetServer(tls).connectHandler(caller -> {
            caller.pause();
            VERTX.createNetClient().connect(vendor, "127.0.0.1").onSuccess(inside -> {
                caller.pipeTo(inside);
                inside.pipeTo(caller);
                caller.resume();
            });
        }).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    private static List<String> proxyKeys(String name, String... keys) {
        return keys("quarkus.proxy." + name, List.of(keys), "host=127.0.0.1", "port=" + proxy.port());
    }

    private static List<String> tencent(String app, String host, String... more) {
        return keys("gateway.tencent.apps." + app, List.of(more), "base-url=https://" + host, "sdk-app-id=1400000000",
                "identifier=administrator", "secret-key=a-secret", "connect-timeout=1m", "call-timeout=1m");
    }

    private static List<String> easemob(String app, String host, String proxyName) {
        return keys("gateway.easemob.apps." + app, List.of("tls-configuration-name=vendor",
                "proxy-configuration-name=" + proxyName), "base-url=https://" + host, "org-name=org", "app-name=app",
                "client-id=a-client", "client-secret=a-secret", "connect-timeout=1m", "call-timeout=1m");
    }

    private static List<String> keys(String prefix, List<String> some, String... more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all.stream().map(key -> "-D" + prefix + "." + key).toList();
    }

    @AfterAll
    static void stop() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get();
    }

    private static HttpResponse<String> importing(String app) {
        return gateway.post("""
                {"app":"%s","userId":"alice","friends":[{"userId":"bob"}]}""".formatted(app));
    }

    @ParameterizedTest
    @CsvSource({ "trusted", "any-host", "past-the-proxy", "no-proxy" })
    void reachesAVendorBehindTls(String app) {
        HttpResponse<String> answer = importing(app);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(proxy.targets()).noneMatch(target -> target.startsWith("localhost"));
    }

    @ParameterizedTest
    @CsvSource({ "through-the-proxy, vendor.test:8443", "through-socks, vendor.test:9443" })
    void reachesAVendorAndItsLoginThroughAProxy(String app, String target) {
        HttpResponse<String> answer = importing(app);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(proxy.targets()).contains(target);
    }

    @ParameterizedTest
    @CsvSource({ "unknown-ca", "without-certificate", "other-host", "refused-by-the-proxy" })
    void reportsAnUntrustedVendorAsUnavailable(String app) {
        HttpResponse<String> answer = importing(app);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.body()).contains("\"code\":\"vendor_unavailable\"");
    }

    @Test
    void trustsARenewedCaWithoutARestart() throws Exception {
        assertThat(importing("renewed").statusCode()).isEqualTo(503);

        Files.copy(certs.resolve("vendor-client-ca.crt"), renewed(), StandardCopyOption.REPLACE_EXISTING);

        await("the vendor is trusted").until(() -> importing("renewed").statusCode() == 200);
    }
}
