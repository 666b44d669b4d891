package org.friendsgateway.process;

import static org.friendsgateway.Await.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own that listens at ports of this machine. */
public final class ServerProcess implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final int CONNECT_TIMEOUT_MILLIS = 1_000;
    private static final Pattern LIVE_BYTES = Pattern.compile("Total +\\d+ +(\\d+)");

    private final Process process;
    private final List<Integer> ports;

    private ServerProcess(Process process, List<Integer> ports) {
        this.process = process;
        this.ports = ports;
    }

    /** Starts a server and waits until it accepts connections; fails if it ends before. */
    public static ServerProcess start(int port, ProcessBuilder command) throws IOException {
        return start(List.of(port), command);
    }

    /** Starts a server and waits until it accepts connections at each port; fails if it ends before. */
    static ServerProcess start(List<Integer> ports, ProcessBuilder command) throws IOException {
        ServerProcess server = new ServerProcess(command.start(), ports);
        // No server outlives the tests.
        Runtime.getRuntime().addShutdownHook(new Thread(server.process::destroyForcibly));
        try {
            await("a server listens at " + ports).atMost(START_TIMEOUT)
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

    /** Two different ports at which nothing listens now. */
    static List<Integer> twoFreePorts() throws IOException {
        try (ServerSocket one = new ServerSocket(0); ServerSocket other = new ServerSocket(0)) {
            return List.of(one.getLocalPort(), other.getLocalPort());
        }
    }

    private boolean listens() {
        return ports.stream().allMatch(ServerProcess::listens);
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_TIMEOUT_MILLIS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The first of its ports. */
    public int port() {
        return ports.get(0);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The CPU time of all threads since the start. */
    public Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElseThrow();
    }

    /** The bytes of the objects that a collection leaves in the heap of a JVM. */
    long liveBytes() throws IOException {
        Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()), "GC.class_histogram").start();
        try (BufferedReader histogram = jcmd.inputReader()) {
            return histogram.lines().map(LIVE_BYTES::matcher).filter(Matcher::matches).findFirst()
                    .map(total -> Long.parseLong(total.group(1)))
                    .orElseThrow(() -> new IllegalStateException("jcmd failed"));
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
