package org.friendsgateway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.vertx.core.json.JsonObject;

/** A server in a JVM of its own, so that its CPU time can be told from that of all others. */
final class ServerProcess implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** One verticle on as many event loops as there are processors. */
    static ServerProcess ofVerticle(Class<?> verticle, JsonObject config) throws IOException, InterruptedException {
        int port = freePort();
        return start(port, "-cp", System.getProperty("java.class.path"), Verticles.class.getName(), verticle.getName(),
                config.copy().put("port", port).encode());
    }

    /** The gateway as it is shipped. */
    static ServerProcess ofJar(String jar, List<String> options) throws IOException, InterruptedException {
        int port = freePort();
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("-Dquarkus.http.host=127.0.0.1", "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.port=" + freePort(), "-jar", jar));
        return start(port, all.toArray(String[]::new));
    }

    private static ServerProcess start(int port, String... arguments) throws IOException, InterruptedException {
        String java = ProcessHandle.current().info().command().orElse("java");
        Process process = new ProcessBuilder(
                Stream.concat(Stream.of(java, "-Xms512m", "-Xmx512m"), Stream.of(arguments)).toList())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        ServerProcess server = new ServerProcess(process, port);
        server.awaitStart();
        return server;
    }

    private void awaitStart() throws InterruptedException {
        long begun = System.nanoTime();
        while (!listens()) {
            if (!process.isAlive() || System.nanoTime() - begun > LONGEST_START.toNanos()) {
                close();
                throw new IllegalStateException("The server did not start: " + process);
            }
            Thread.sleep(50);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    /** Spent since the start, by all threads. */
    Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElseThrow();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
