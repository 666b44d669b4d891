package org.friendsgateway.vendor;

import static org.friendsgateway.vendor.Eventually.itemOf;

import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

/** A proxy before a vendor that forwards all bytes and counts the connections that are opened and closed. */
final class CountingProxy {

    private static final String HOST = "127.0.0.1";

    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final NetClient client;
    private final NetServer server;

    CountingProxy(Vertx vertx, int vendorPort) {
        this.client = vertx.createNetClient();
        this.server = itemOf(vertx.createNetServer().connectHandler(caller -> pass(caller, vendorPort)).listen(0, HOST));
    }

    private void pass(NetSocket caller, int vendorPort) {
        opened.incrementAndGet();
        caller.pause().closeHandler(gone -> closed.incrementAndGet());
        client.connect(vendorPort, HOST).onSuccess(vendor -> {
            caller.pipeTo(vendor);
            vendor.pipeTo(caller);
        });
    }

    int port() {
        return server.actualPort();
    }

    int opened() {
        return opened.get();
    }

    int closed() {
        return closed.get();
    }
}
