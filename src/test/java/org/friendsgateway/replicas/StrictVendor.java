package org.friendsgateway.replicas;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

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

import org.friendsgateway.Patience;
import org.friendsgateway.process.ServerProcess;
import org.friendsgateway.sandbox.server.Latency;
import org.friendsgateway.sandbox.server.Latency.Delay;
import org.friendsgateway.sandbox.tencent.TencentSandbox;

/**
 * Tencent with its real quota, at the end of a real network and behind TLS, for only in the handshake of TLS can a gateway see
 * how long a connection takes to open.
 *
 * <p>
 * A call is counted by the time at which it was read, and its way there added to that. A real vendor has a machine of its own;
 * this one shares it with all that it judges, so it has a process of its own, which goes before all others where the system
 * allows that: to root, mostly. Its counters say by how much it was late all the same.
 */
final class StrictVendor implements AutoCloseable {

    static final int CALLS_PER_SECOND = 100;

    private static final Delay NEAR = new Delay(Duration.ofMillis(2), Duration.ofMillis(10));
    private static final Duration JITTER = Duration.ofMillis(10);
    private static final Delay WORK = new Delay(Duration.ofMillis(5), Duration.ofMillis(5));
    private static final Latency HERE = new Latency(Delay.NONE, Delay.NONE, WORK, Delay.NONE, 7);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final AtomicInteger users = new AtomicInteger();
    private final PemCertificateFiles certificate = certificate();
    private final ServerProcess process;
    private final HttpClient control;

    /** What the vendor had counted at a reading of {@link System#nanoTime}; lateness is the longest since the start. */
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
                .redirectErrorStream(true).redirectOutput(new File(Files.createDirectories(Path.of("target", "replicas"))
                        .toFile(), "vendor.log")));
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

    /** The vendor's own process: takes its port and the files of its certificate and key. */
    public static void main(String[] args) {
        // Who opens a connection does not keep calls of others from being read.
        HttpServerOptions tls = new HttpServerOptions().setSsl(true)
                .setSslEngineOptions(new JdkSSLEngineOptions().setUseWorkerThread(true))
                .setKeyCertOptions(new PemKeyCertOptions().setCertPath(args[1]).setKeyPath(args[2]));
        new TencentSandbox(Vertx.vertx(), TencentSandbox.Settings.of(1400000000L, "administrator", "simulated")
                .withPort(Integer.parseInt(args[0])).withLatency(HERE), tls)
                .start().onFailure(cause -> System.exit(1));
    }

    /** Of a gateway in front of it. */
    List<String> options() {
        String app = "-Dgateway.tencent.apps.chat.";
        return List.of(app + "base-url=https://localhost:" + process.port(), app + "sdk-app-id=1400000000",
                app + "identifier=administrator", app + "secret-key=simulated", app + "tls-configuration-name=vendor",
                // However busy the machine is.
                app + "connect-timeout=30s",
                "-Dquarkus.tls.vendor.trust-store.pem.certs=" + certificate.trustFile());
    }

    /** A round trip takes so long from now on, and all connections are closed: the next call comes over a new one. */
    void moveTo(Duration roundTrip) {
        Duration way = roundTrip.dividedBy(2);
        moveTo(new Delay(way, way.plus(JITTER)));
    }

    /** To where it was at first: in the same town. */
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

    /** The next call for the user takes so much longer. */
    void delay(String user, Duration time) {
        send(HttpMethod.POST, "faults", JsonObject.of("user", user, "delayMs", time.toMillis()));
    }

    /** Returns when so many more have arrived, refused ones included. */
    void untilCalls(int more) {
        long goal = counters().calls() + more;
        AtomicReference<Counters> seen = new AtomicReference<>(counters());
        Patience.until("the vendor was called " + more + " times more", Duration.ofSeconds(120), () -> {
            if (System.nanoTime() - seen.get().nanos() > BETWEEN_LOOKS.toNanos()) {
                seen.set(counters());
            }
            return seen.get().calls() >= goal;
        });
    }

    Counters counters() {
        JsonObject now = send(HttpMethod.GET, "counters", new JsonObject()).toJsonObject();
        return new Counters(System.nanoTime(), now.getLong("calls"), now.getLong("refusals"), now.getLong("overlaps"),
                now.getLong("inFlight"), now.getLong("maxPerSlidingSecond"), Duration.ofMillis(now.getLong("latestMs")));
    }

    /** The friends' ids in the order of import. */
    List<String> friendsOf(String user) {
        JsonArray friends = send(HttpMethod.GET, "friends/" + user, new JsonObject()).toJsonArray();
        return friends.stream().map(String.class::cast).toList();
    }

    // On the event loop, or an answer may have come and gone before anybody asks for its body.
    private Buffer send(HttpMethod method, String what, JsonObject body) {
        return Future.<Buffer> future(answered -> vertx.runOnContext(here -> control.request(method, "/sandbox/" + what)
                .compose(request -> request.send(body.toBuffer()))
                .compose(answer -> answer.body())
                .onComplete(answered))).toCompletionStage().toCompletableFuture().join();
    }

    /** Whom nobody was imported for. */
    String newUser() {
        return "u" + users.incrementAndGet();
    }

    @Override
    public void close() {
        process.kill();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
