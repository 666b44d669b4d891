package org.friendsgateway.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The gateway as it is packed, at free ports. */
public final class GatewayProcess implements AutoCloseable {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final ServerProcess server;
    private final int managementPort;

    private GatewayProcess(ServerProcess server, int managementPort) {
        this.server = server;
        this.managementPort = managementPort;
    }

    /** In a working directory of its own, with all that lies there. */
    public static GatewayProcess start(Path directory, Map<String, String> environment, ProcessBuilder.Redirect output)
            throws IOException {
        return start(directory, List.of(), environment, output);
    }

    /**
     * Options are those of the JVM, such as {@code -Xmx192m} or {@code -Dquarkus.redis.hosts=…}. Whoever reaches the port may
     * call unless they say otherwise.
     */
    public static GatewayProcess start(List<String> options, Map<String, String> environment, ProcessBuilder.Redirect output)
            throws IOException {
        List<String> all = new ArrayList<>(List.of("-Dgateway.auth.mode=none"));
        all.addAll(options);
        return start(Path.of("").toAbsolutePath(), all, environment, output);
    }

    private static GatewayProcess start(Path directory, List<String> options, Map<String, String> environment,
            ProcessBuilder.Redirect output) throws IOException {
        int port = ServerProcess.freePort();
        int managementPort = ServerProcess.freePort();
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.addAll(options);
        command.addAll(List.of("-Dquarkus.http.host=127.0.0.1", "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.host=127.0.0.1", "-Dquarkus.management.port=" + managementPort, "-jar", JAR.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectOutput(output)
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GATEWAY_") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(environment);
        return new GatewayProcess(ServerProcess.start(port, builder), managementPort);
    }

    public int port() {
        return server.port();
    }

    public int managementPort() {
        return managementPort;
    }

    public Duration cpu() {
        return server.cpu();
    }

    /** The value of a gauge without labels. */
    public double gauge(String name) {
        return metrics().lines().filter(line -> line.startsWith(name + " ")).findFirst()
                .map(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .orElseThrow(() -> new IllegalStateException("there is no gauge " + name));
    }

    /** Asks for an import; {@code headers} are names and values in turn. */
    public HttpResponse<String> post(String body, String... headers) {
        return postTo("/friends/import", body, headers);
    }

    /** The same, to some other path. */
    public HttpResponse<String> postTo(String path, String body, String... headers) {
        HttpRequest.Builder request = request(port(), path).POST(BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** The status of the readiness probe's answer. */
    public int ready() {
        return manage("/q/health/ready").statusCode();
    }

    /** What Prometheus reads. */
    public String metrics() {
        return manage("/q/metrics").body();
    }

    private HttpResponse<String> manage(String path) {
        return send(request(managementPort, path));
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(30));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** What it prints to a pipe; it is full once nobody reads on. */
    public InputStream output() {
        return server.output();
    }

    /** Tells it to end, as Kubernetes does, and does not wait for that. */
    public void end() {
        server.end();
    }

    /** The exit code, once the process has ended. */
    public int awaitExit() {
        return server.awaitExit();
    }

    /** At once, with whatever is under way. */
    public void kill() {
        server.kill();
    }

    @Override
    public void close() {
        server.close();
    }
}
