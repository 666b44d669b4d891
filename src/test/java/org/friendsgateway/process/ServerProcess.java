package org.friendsgateway.process;

import static org.friendsgateway.Await.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;

/** A server in a process of its own that listens at one port of this machine. */
public final class ServerProcess implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final int CONNECT_TIMEOUT_MILLIS = 1_000;

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts a server and waits until it accepts connections; fails if it ends before. */
    public static ServerProcess start(int port, ProcessBuilder command) throws IOException {
        ServerProcess server = new ServerProcess(command.start(), port);
        // No server outlives the tests.
        Runtime.getRuntime().addShutdownHook(new Thread(server.process::destroyForcibly));
        try {
            await("a server listens at port " + port).atMost(START_TIMEOUT)
                    .until(() -> server.listens() || !server.process.isAlive());
        } finally {
            if (!server.listens()) {
                server.kill();
            }
        }
        if (!server.process.isAlive()) {
            throw new IllegalStateException("The server did not start: " + command.command());
        }
        return server;
    }

    /** A port at which nothing listens now. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_TIMEOUT_MILLIS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The CPU time of all threads since the start. */
    public Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElseThrow();
    }

    void collectGarbage() throws IOException, InterruptedException {
        int status = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()), "GC.run").redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        if (status != 0) {
            throw new IllegalStateException("jcmd failed");
        }
    }

    /** The standard output, where it was redirected to a pipe. */
    InputStream output() {
        return process.getInputStream();
    }

    /** Sends SIGTERM and does not wait for the end; the output can still be read. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Waits for the end of the process, and returns its exit code. */
    int awaitExit() {
        await("the server has ended").until(() -> !process.isAlive());
        return process.exitValue();
    }

    /** Ends the process at once, whatever is in flight. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Stops the process from running; its connections stay open and get no answers. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    public void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
        if (status != 0) {
            throw new IllegalStateException("kill " + signal + " failed");
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
