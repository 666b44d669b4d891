package org.friendsgateway.replicas;

import static org.friendsgateway.Await.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import io.smallrye.certs.PemCertificateFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;

import org.friendsgateway.process.ServerProcess;
import org.friendsgateway.sandbox.server.Latency;
import org.friendsgateway.sandbox.server.Latency.Delay;
import org.friendsgateway.sandbox.tencent.TencentSandbox;

/**
 * Tencent with its real quota, behind TLS and a simulated network: only by a TLS handshake can a gateway measure how long a
 * connection takes to open.
 *
 * <p>
 * It shares the machine with the gateways it judges. So it runs in a process of its own, with a higher priority where the
 * system permits that, and a call that it read late because it had stalled counts as too fast only if it was too fast at every
 * time at which it may have arrived.
 */
final class StrictVendor implements AutoCloseable {

    static final int CALLS_PER_SECOND = 100;

    private static final Delay NEAR = new Delay(Duration.ofMillis(2), Duration.ofMillis(10));
    private static final Duration JITTER = Duration.ofMillis(10);
    private static final Delay WORK = new Delay(Duration.ofMillis(5), Duration.ofMillis(5));
    private static final Latency HERE = new Latency(Delay.NONE, Delay.NONE, WORK, Delay.NONE, 7);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final AtomicInteger users = new AtomicInteger();
    private final PemCertificateFiles certificate = certificate();
    private final ServerProcess process;
    private final HttpClient control;

    /**
     * What the vendor has counted since its start.
     *
     * @param nanos when, by {@link System#nanoTime}
     * @param most the most calls in one second
     * @param late the longest time after its arrival at which a call was judged
     */
    record Counters(long nanos, long calls, long refusals, long overlaps, long inFlight, long most, Duration late) {

        long accepted() {
            return calls - refusals;
        }
    }

    StrictVendor() throws IOException {
        int port = ServerProcess.freePort();
        process = ServerProcess.start(port, new ProcessBuilder("nice", "-n", "-15",
                ProcessHandle.current().info().command().orElse("java"), "-Xmx128m", "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), StrictVendor.class.getName(),
                Integer.toString(port), certificate.certFile().toString(), certificate.keyFile().toString())
                .redirectErrorStream(true)
                .redirectOutput(Files.createDirectories(ReplicaFleet.LOGS).resolve("vendor.log").toFile()));
        control = vertx.createHttpClient(new HttpClientOptions().setDefaultHost("localhost").setDefaultPort(port).setSsl(true)
                .setTrustAll(true).setMaxPoolSize(1));
        moveBack();
    }

    private static PemCertificateFiles certificate() throws IOException {
        Path folder = Files.createTempDirectory("vendor");
        try {
            return (PemCertificateFiles) new CertificateGenerator(folder, true).generate(new CertificateRequest()
                    .withName("vendor").withFormat(Format.PEM).withSubjectAlternativeName("DNS:localhost")).get(0);
        } catch (Exception broken) {
            throw new IOException(broken);
        }
    }

    /** The main method of the vendor's process. The arguments are the port, and the files of the certificate and the key. */
    public static void main(String[] args) {
        // A handshake must not delay the reading of other calls.
        HttpServerOptions tls = new HttpServerOptions().setSsl(true)
                .setSslEngineOptions(new JdkSSLEngineOptions().setUseWorkerThread(true))
                .setKeyCertOptions(new PemKeyCertOptions().setCertPath(args[1]).setKeyPath(args[2]));
        new TencentSandbox(Vertx.vertx(), TencentSandbox.Settings.of(1400000000L, "administrator", "simulated")
                .withPort(Integer.parseInt(args[0])).withLatency(HERE), tls)
                .start().onFailure(cause -> System.exit(1));
    }

    /** The options of a gateway that calls this vendor. */
    List<String> options() {
        String app = "-Dgateway.tencent.apps.chat.";
        return List.of(app + "base-url=https://localhost:" + process.port(), app + "sdk-app-id=1400000000",
                app + "identifier=administrator", app + "secret-key=simulated", app + "tls-configuration-name=vendor",
                app + "connect-timeout=30s",
                "-Dquarkus.tls.vendor.trust-store.pem.certs=" + certificate.trustFile());
    }

    /** From now on a round trip takes this long. All connections are closed: the next call opens a new one. */
    void moveTo(Duration roundTrip) {
        Duration way = roundTrip.dividedBy(2);
        moveTo(new Delay(way, way.plus(JITTER)));
    }

    /** Back to the initial distance: the same town. */
    void moveBack() {
        moveTo(NEAR);
    }

    private void moveTo(Delay oneWay) {
        Latency there = HERE.withDistance(oneWay);
        send(HttpMethod.PUT, "latency", JsonObject.of("handshake", json(there.handshake()), "in", json(there.in()),
                "processing", json(there.processing()), "out", json(there.out()), "seed", there.seed()));
        send(HttpMethod.DELETE, "connections", new JsonObject());
    }

    private static JsonObject json(Delay delay) {
        return JsonObject.of("medianMs", delay.median().toMillis(), "p99Ms", delay.p99().toMillis());
    }

    /** Delays the answer to the next call for the user. */
    void delay(String user, Duration time) {
        send(HttpMethod.POST, "faults", JsonObject.of("user", user, "delayMs", time.toMillis()));
    }

    /** Waits for so many more calls, refused ones included. */
    void awaitCalls(int more) {
        long goal = counters().calls() + more;
        await("the vendor was called " + more + " times more").atMost(Duration.ofSeconds(120)).pollInterval(POLL_INTERVAL)
                .until(() -> counters().calls() >= goal);
    }

    Counters counters() {
        JsonObject now = send(HttpMethod.GET, "counters", new JsonObject()).toJsonObject();
        return new Counters(System.nanoTime(), now.getLong("calls"), now.getLong("refusals"), now.getLong("overlaps"),
                now.getLong("inFlight"), now.getLong("maxPerSlidingSecond"), Duration.ofMillis(now.getLong("latestMs")));
    }

    /** The ids of the user's friends, in the order of import. */
    List<String> friendsOf(String user) {
        JsonArray friends = send(HttpMethod.GET, "friends/" + user, new JsonObject()).toJsonArray();
        return friends.stream().map(String.class::cast).toList();
    }

    // On the event loop: otherwise the body may have come and gone before its handler is set.
    private Buffer send(HttpMethod method, String what, JsonObject body) {
        return Future.<Buffer> future(answered -> vertx.runOnContext(here -> control.request(method, "/sandbox/" + what)
                .compose(request -> request.send(body.toBuffer()))
                .compose(answer -> answer.body())
                .onComplete(answered))).toCompletionStage().toCompletableFuture().join();
    }

    /** A user without friends. */
    String newUser() {
        return "u" + users.incrementAndGet();
    }

    @Override
    public void close() {
        process.kill();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
