package org.friendsgateway.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

import org.friendsgateway.Patience;

/** A server in a process of its own, at one port of this machine. */
public final class ServerProcess implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final int LONGEST_CONNECT = 1_000;

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Returns when the server accepts connections. */
    public static ServerProcess start(int port, ProcessBuilder command) throws IOException {
        ServerProcess server = new ServerProcess(command.start(), port);
        // Whatever a test forgets does not outlive the tests.
        Runtime.getRuntime().addShutdownHook(new Thread(server.process::destroyForcibly));
        try {
            Patience.until("a server listens at port " + port, LONGEST_START,
                    () -> server.listens() || !server.process.isAlive());
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

    /** A port at which nobody listens now. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LONGEST_CONNECT);
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

    /** Spent since the start, by all threads. */
    public Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElseThrow();
    }

    /** What it prints, where that was asked to be a pipe. */
    InputStream output() {
        return process.getInputStream();
    }

    /** By SIGTERM, without waiting for the end. What it prints can still be read. */
    void end() {
        process.toHandle().destroy();
    }

    /** The exit code, once the process has ended. */
    int awaitExit() {
        Patience.until("the server has ended", () -> !process.isAlive());
        return process.exitValue();
    }

    /** At once, with whatever is under way. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Connections stay open and nothing is answered. */
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
