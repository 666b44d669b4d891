package org.friendsgateway.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.vertx.core.Vertx;

import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.process.RealRedis;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.easemob.EasemobSandbox;
import org.friendsgateway.sandbox.server.ReceivedRequest;
import org.friendsgateway.sandbox.tencent.TencentSandbox;

/** A packed gateway with verbose logs, traces and metrics, and every system around it that it exchanges secrets with. */
final class TroubledGateway implements AutoCloseable {

    static final String TENCENT_KEY = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";
    private static final String WRONG_KEY = "wrong-key-0b1c2d3e4f";
    private static final String CLIENT_SECRET = "YXA6client-secret-77";
    private static final String WRONG_SECRET = "YXA6wrong-secret-78";
    private static final String ENCRYPTION_KEY = "c2VhbHMtdGhlLXRva2Vucy1pbi1SZWRpcy0wMTIzNDU=";
    private static final String CALLER_KEY = "caller-key-4711-of-orders";
    private static final Path LOG = Path.of("target", "secrets.log");

    private final Vertx vertx = Vertx.vertx();
    private final Sandbox vendors = new Sandbox(vertx, TencentSandbox.Settings.of(1400000000, "administrator", TENCENT_KEY),
            EasemobSandbox.Settings.of("simulated", "gateway", "a-client", CLIENT_SECRET));
    private final EchoingEjabberd ejabberd = new EchoingEjabberd(vertx);
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final TraceCollector collector = new TraceCollector(vertx);
    private final RealRedis redis = new RealRedis();
    private final RedisMonitor monitor = new RedisMonitor(redis.port());
    private final GatewayProcess gateway;
    private final String appToken;
    private final Emitted emitted = new Emitted();

    TroubledGateway() throws IOException {
        vendors.start().toCompletionStage().toCompletableFuture().join();
        appToken = vendors.easemob().issueToken();
        List<String> options = new ArrayList<>(List.of("-Xmx192m", "-XX:TieredStopAtLevel=1", "-Dgateway.auth.mode=api-key",
                "-Dgateway.auth.keys.orders.sha256=f79c7c466a7f5764e153fac6c2a7f1bc34319fb7ee4bf8ceefcf6f4e65e9f80f",
                "-Dquarkus.log.level=DEBUG", "-Dquarkus.redis.hosts=redis://127.0.0.1:" + redis.port(),
                "-Dquarkus.otel.exporter.otlp.endpoint=" + collector.url(),
                "-Dquarkus.otel.exporter.otlp.protocol=http/protobuf", "-Dquarkus.otel.bsp.schedule.delay=100ms",
                // Also emit the spans of the framework, which are off by default.
                "-Dquarkus.otel.instrument.vertx-http=true",
                "-Dgateway.retry.initial-backoff=10ms", "-Dgateway.retry.max-attempts=2",
                "-Dgateway.coordination.encryption-key=" + ENCRYPTION_KEY));
        String tencent = "http://127.0.0.1:" + vendors.tencent().port();
        String easemob = "http://127.0.0.1:" + vendors.easemob().port();
        options.addAll(tencent("chat", tencent, TENCENT_KEY));
        options.addAll(tencent("wrong", tencent, WRONG_KEY));
        options.addAll(tencent("down", "http://127.0.0.1:1", TENCENT_KEY));
        options.addAll(easemob("ease", easemob, "client-id", "a-client", "client-secret", CLIENT_SECRET));
        options.addAll(easemob("ease-wrong", easemob, "client-id", "a-client", "client-secret", WRONG_SECRET));
        options.addAll(easemob("ease-token", easemob, "app-token", appToken));
        options.addAll(ejabberd("jabber", EchoingEjabberd.PASSWORD));
        options.addAll(ejabberd("jabber-wrong", EchoingEjabberd.WRONG_PASSWORD));
        options.addAll(tencent("hasty", tencent, TENCENT_KEY));
        options.addAll(easemob("ease-hasty", easemob, "client-id", "a-client", "client-secret", CLIENT_SECRET));
        options.addAll(List.of("-Dgateway.tencent.apps.hasty.call-timeout=500ms",
                "-Dgateway.easemob.apps.ease-hasty.call-timeout=500ms"));
        gateway = GatewayProcess.start(options, Map.of(), ProcessBuilder.Redirect.to(LOG.toFile()));
    }

    private static List<String> tencent(String app, String url, String key) {
        return keys("tencent.apps." + app, "base-url", url, "sdk-app-id", "1400000000", "identifier", "administrator",
                "secret-key", key);
    }

    private static List<String> easemob(String app, String url, String... credential) {
        List<String> keys = new ArrayList<>(keys("easemob.apps." + app, "base-url", url, "org-name", "simulated",
                "app-name", "gateway"));
        keys.addAll(keys("easemob.apps." + app, credential));
        return keys;
    }

    private List<String> ejabberd(String app, String password) {
        return keys("ejabberd.apps." + app, "base-url", ejabberd.url(), "virtual-host", "im.test", "username", "gateway",
                "password", password, "verify-accounts", "false");
    }

    private static List<String> keys(String prefix, String... namesAndValues) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            keys.add("-Dgateway." + prefix + "." + namesAndValues[i] + "=" + namesAndValues[i + 1]);
        }
        return keys;
    }

    Sandbox vendors() {
        return vendors;
    }

    /** Calls the API with a key, and keeps the answer; returns its status. */
    int ask(String method, String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
                .timeout(Duration.ofSeconds(30)).header("Authorization", "Bearer " + CALLER_KEY)
                .method(method, BodyPublishers.ofString(body));
        return keep("answers",
                headers.length == 0 ? request.header("Content-Type", "application/json") : request.headers(headers));
    }

    private int keep(String place, HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        emitted.add(place, answer.statusCode() + " " + answer.headers() + " " + answer.body());
        return answer.statusCode();
    }

    /** Ends the gateway, and returns everything it has emitted. */
    Emitted end() throws IOException, InterruptedException {
        for (String format : List.of("text/plain",
                "application/openmetrics-text; version=1.0.0; charset=utf-8")) {
            keep("metrics", manage("/q/metrics").header("Accept", format));
        }
        keep("health", manage("/q/health"));
        gateway.close();
        emitted.add("log", Files.readString(LOG));
        collector.received().forEach(bytes -> emitted.add("spans", bytes));
        monitor.commands().forEach(line -> emitted.add("redis", line));
        return emitted;
    }

    private HttpRequest.Builder manage(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.managementPort() + path));
    }

    /** All secrets that were used, by name. */
    Map<String, String> secrets() {
        Map<String, String> secrets = new TreeMap<>(Map.of("Tencent's key", TENCENT_KEY, "a wrong key", WRONG_KEY,
                "Easemob's secret", CLIENT_SECRET, "a wrong secret", WRONG_SECRET, "the app token", appToken,
                "the encryption key", ENCRYPTION_KEY, "the caller's key", CALLER_KEY));
        secrets.putAll(Map.of("ejabberd's password", EchoingEjabberd.PASSWORD, "a wrong password",
                EchoingEjabberd.WRONG_PASSWORD, "ejabberd's token", EchoingEjabberd.TOKEN));
        for (ReceivedRequest call : vendors.tencent().lastRequests()) {
            String signature = call.query().replaceAll(".*usersig=([^&]+).*", "$1");
            secrets.put("signature " + signature, URLDecoder.decode(signature, UTF_8));
        }
        for (ReceivedRequest call : vendors.easemob().lastRequests()) {
            call.header("Authorization").ifPresent(token -> secrets.put("token " + token, token.replace("Bearer ", "")));
        }
        return secrets;
    }

    /** The secrets of an app that has imported without a refusal so far. */
    Set<String> secretsOf(String app) {
        return switch (app) {
            case "chat" -> Set.of(TENCENT_KEY, URLDecoder.decode(vendors.tencent().lastRequests().get(0).query()
                    .replaceAll(".*usersig=([^&]+).*", "$1"), UTF_8));
            case "ease-token" -> Set.of(appToken);
            default -> vendors.easemob().lastRequests().stream().map(call -> call.header("Authorization"))
                    .flatMap(Optional::stream).map(token -> token.replace("Bearer ", ""))
                    .map(token -> token.equals(appToken) ? CLIENT_SECRET : token).collect(Collectors.toSet());
        };
    }

    @Override
    public void close() throws IOException {
        gateway.kill();
        monitor.close();
        redis.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
