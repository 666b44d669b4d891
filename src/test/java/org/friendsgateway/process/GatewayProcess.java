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

/** The packed gateway in a process of its own, at free ports. */
public final class GatewayProcess implements AutoCloseable {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** As long as the gateway makes callers wait at most, and a little more. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(130);

    private final ServerProcess server;
    private final int managementPort;

    private GatewayProcess(ServerProcess server, int managementPort) {
        this.server = server;
        this.managementPort = managementPort;
    }

    /** Starts in the given working directory, with the configuration that is there. */
    public static GatewayProcess start(Path directory, Map<String, String> environment, ProcessBuilder.Redirect output)
            throws IOException {
        return start(directory, List.of(), environment, output);
    }

    /**
     * Starts with options of the JVM, such as {@code -Xmx192m} or {@code -Dquarkus.redis.hosts=…}. Callers need no credentials
     * unless the options say otherwise.
     */
    public static GatewayProcess start(List<String> options, Map<String, String> environment, ProcessBuilder.Redirect output)
            throws IOException {
        List<String> all = new ArrayList<>(List.of("-Dgateway.auth.mode=none"));
        all.addAll(options);
        return start(Path.of("").toAbsolutePath(), all, environment, output);
    }

    private static GatewayProcess start(Path directory, List<String> options, Map<String, String> environment,
            ProcessBuilder.Redirect output) throws IOException {
        List<Integer> ports = ServerProcess.twoFreePorts();
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.addAll(options);
        command.addAll(List.of("-Dquarkus.http.host=127.0.0.1", "-Dquarkus.http.port=" + ports.get(0),
                "-Dquarkus.management.host=127.0.0.1", "-Dquarkus.management.port=" + ports.get(1), "-jar", JAR.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectOutput(output)
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GATEWAY_") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(environment);
        return new GatewayProcess(ServerProcess.start(ports, builder), ports.get(1));
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

    /** The bytes of the objects that a collection leaves in the heap. */
    public long liveBytes() throws IOException {
        return server.liveBytes();
    }

    /** The value of a gauge without labels; fails if there is no such gauge. */
    public double gauge(String name) {
        return metrics().lines().filter(line -> line.startsWith(name + " ")).findFirst()
                .map(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .orElseThrow(() -> new IllegalStateException("there is no gauge " + name));
    }

    /** Posts an import; {@code headers} alternates names and values. */
    public HttpResponse<String> post(String body, String... headers) {
        return postTo("/friends/import", body, headers);
    }

    /** Posts to another path; {@code headers} alternates names and values. */
    public HttpResponse<String> postTo(String path, String body, String... headers) {
        HttpRequest.Builder request = request(port(), path).POST(BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** The HTTP status of the readiness probe. */
    public int ready() {
        return manage("/q/health/ready").statusCode();
    }

    /** The metrics as Prometheus reads them. */
    public String metrics() {
        return manage("/q/metrics").body();
    }

    private HttpResponse<String> manage(String path) {
        return send(request(managementPort, path));
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(MAX_WAIT);
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

    /** The standard output, where it was redirected to a pipe; an unread pipe fills up. */
    public InputStream output() {
        return server.output();
    }

    /** Sends SIGTERM, as Kubernetes does, and does not wait for the end. */
    public void terminate() {
        server.terminate();
    }

    /** Waits for the end of the process, and returns its exit code. */
    public int awaitExit() {
        return server.awaitExit();
    }

    /** Ends the process at once, whatever is in flight. */
    public void kill() {
        server.kill();
    }

    @Override
    public void close() {
        server.close();
    }
}
