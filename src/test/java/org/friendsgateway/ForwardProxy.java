package org.friendsgateway;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

/** A proxy by CONNECT with one user, and by SOCKS 5 for everybody, that leads to one port whatever it is asked for. */
final class ForwardProxy {

    private final List<String> targets = new CopyOnWriteArrayList<>();
    private final Vertx vertx;
    private final int port;
    private final String authorization;
    private final NetServer server;

    ForwardProxy(Vertx vertx, int port, String user, String password) {
        this.vertx = vertx;
        this.port = port;
        this.authorization = "Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        this.server = vertx.createNetServer().connectHandler(this::serve).listen(0, "127.0.0.1")
                .toCompletionStage().toCompletableFuture().join();
    }

    private void serve(NetSocket caller) {
        caller.handler(bytes -> {
            if (bytes.getByte(0) == 5) {
                socks(caller);
            } else {
                connect(caller, bytes.toString());
            }
        });
    }

    private void connect(NetSocket caller, String head) {
        String target = head.split(" ", 3)[1];
        if (head.toLowerCase(Locale.ROOT).contains("\r\nproxy-authorization: " + authorization.toLowerCase(Locale.ROOT))) {
            pass(caller, target, Buffer.buffer("HTTP/1.1 200 Connected\r\n\r\n"));
        } else {
            caller.end(Buffer.buffer("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"));
        }
    }

    private void socks(NetSocket caller) {
        caller.handler(request -> pass(caller,
                request.getString(5, 5 + request.getByte(4)) + ":" + request.getUnsignedShort(5 + request.getByte(4)),
                Buffer.buffer(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 })));
        caller.write(Buffer.buffer(new byte[] { 5, 0 }));
    }

    private void pass(NetSocket caller, String target, Buffer welcome) {
        targets.add(target);
        caller.pause();
        vertx.createNetClient().connect(port, "127.0.0.1").onSuccess(vendor -> {
            caller.write(welcome);
            caller.pipeTo(vendor);
            vendor.pipeTo(caller);
            caller.resume();
        });
    }

    /** Host and port of each connection that was asked for. */
    List<String> targets() {
        return List.copyOf(targets);
    }

    int port() {
        return server.actualPort();
    }
}
