package org.friendsgateway.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records every command that a Redis receives from now on. */
final class RedisMonitor implements AutoCloseable {

    private final Socket socket;
    private final List<String> commands = new CopyOnWriteArrayList<>();

    RedisMonitor(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        socket.getOutputStream().write("MONITOR\r\n".getBytes(UTF_8));
        if (!"+OK".equals(lines.readLine())) {
            throw new IOException("Redis refuses MONITOR");
        }
        Thread reader = new Thread(() -> lines.lines().forEach(commands::add), "redis-monitor");
        reader.setUncaughtExceptionHandler((thread, closed) -> {
        });
        reader.setDaemon(true);
        reader.start();
    }

    List<String> commands() {
        return commands;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
