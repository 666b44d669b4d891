package org.friendsgateway.coordination.redis;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

import redis.embedded.core.ExecutableProvider;

/** A Redis of one's own, to be killed and frozen at will; always at the same free port. */
final class RealRedis implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(20);

    private final File executable;
    private final int port;
    private Process process;

    RealRedis() throws Exception {
        executable = ExecutableProvider.newJarResourceProvider().get();
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        process = launch();
    }

    int port() {
        return port;
    }

    /** Starts Redis anew, with nothing in its memory. */
    void start() throws Exception {
        process = launch();
    }

    private Process launch() throws Exception {
        Process started = new ProcessBuilder(executable.getPath(), "--port", Integer.toString(port), "--bind", "127.0.0.1",
                "--save", "", "--appendonly", "no").redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true).start();
        long end = System.nanoTime() + START.toNanos();
        while (!listens()) {
            if (!started.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("Redis does not start at port " + port);
            }
            Thread.sleep(10);
        }
        return started;
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Connections stay open and nothing is answered. */
    void freeze() throws Exception {
        signal("-STOP");
    }

    void thaw() throws Exception {
        signal("-CONT");
    }

    private void signal(String signal) throws Exception {
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    }

    @Override
    public void close() {
        kill();
    }
}
