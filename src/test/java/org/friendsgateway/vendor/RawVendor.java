package org.friendsgateway.vendor;

import static org.friendsgateway.vendor.Eventually.itemOf;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

/** A server that reads requests whole and responds to each with the bytes of a test, HTTP or not. */
final class RawVendor {

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");

    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final BiConsumer<NetSocket, String> vendor;
    private final NetServer server;

    /** @param vendor called with the connection and the body of each request */
    RawVendor(Vertx vertx, BiConsumer<NetSocket, String> vendor) {
        this.vendor = vendor;
        this.server = itemOf(vertx.createNetServer().connectHandler(this::serve).listen(0, "127.0.0.1"));
    }

    private void serve(NetSocket socket) {
        connections.incrementAndGet();
        socket.closeHandler(gone -> closed.incrementAndGet());
        socket.exceptionHandler(reset -> {
        });
        StringBuilder received = new StringBuilder();
        socket.handler(bytes -> {
            received.append(bytes.toString(StandardCharsets.ISO_8859_1));
            for (int end = endOfRequest(received); end >= 0; end = endOfRequest(received)) {
                String body = received.substring(received.indexOf("\r\n\r\n") + 4, end);
                received.delete(0, end);
                vendor.accept(socket, body);
            }
        });
    }

    private static int endOfRequest(StringBuilder received) {
        int head = received.indexOf("\r\n\r\n");
        if (head < 0) {
            return -1;
        }
        Matcher length = LENGTH.matcher(received.substring(0, head));
        int end = head + 4 + (length.find() ? Integer.parseInt(length.group(1)) : 0);
        return end <= received.length() ? end : -1;
    }

    /** A whole response with status 200. */
    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    static Buffer bytes(String latin1) {
        return Buffer.buffer(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** Connections opened so far. */
    int connections() {
        return connections.get();
    }

    /** Connections closed so far. */
    int closed() {
        return closed.get();
    }
}
