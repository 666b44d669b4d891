package org.friendsgateway.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Whatever anybody says to a Redis, from now on. */
final class RedisWatch implements AutoCloseable {

    private final Socket socket;
    private final List<String> said = new CopyOnWriteArrayList<>();

    RedisWatch(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        socket.getOutputStream().write("MONITOR\r\n".getBytes(UTF_8));
        if (!"+OK".equals(lines.readLine())) {
            throw new IOException("Redis does not want to be watched");
        }
        Thread watch = new Thread(() -> lines.lines().forEach(said::add), "redis-watch");
        watch.setUncaughtExceptionHandler((thread, closed) -> {
        });
        watch.setDaemon(true);
        watch.start();
    }

    List<String> said() {
        return said;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
