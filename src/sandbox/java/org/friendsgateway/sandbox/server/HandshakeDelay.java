package org.friendsgateway.sandbox.server;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.impl.ConnectionBase;

/** Delays the first read of each new connection of a server by the time of a handshake. */
final class HandshakeDelay extends ChannelInboundHandlerAdapter {

    private final SandboxContext context;
    private final Promise<Void> installed = Promise.promise();

    HandshakeDelay(SandboxContext context) {
        this.context = context;
    }

    // Vert.x exposes the accepting channel only as the parent of an accepted one, so connect once.
    Future<HttpServer> listen(HttpServer server, HttpServerOptions options) {
        NetClient first = context.vertx().createNetClient(new NetClientOptions().setSsl(options.isSsl()).setTrustAll(true)
                .setHostnameVerificationAlgorithm(""));
        return server.connectionHandler(this::install).listen()
                .compose(listening -> first.connect(listening.actualPort(), options.getHost())
                        .compose(connected -> installed.future()).map(listening))
                .onComplete(done -> first.close());
    }

    private void install(HttpConnection accepted) {
        if (!installed.future().isComplete()) {
            ((ConnectionBase) accepted).channel().parent().pipeline().addFirst(this);
            installed.complete();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext acceptor, Object accepted) {
        Channel connection = (Channel) accepted;
        context.openConnections().add(connection);
        Duration handshake = context.nextHandshake();
        if (!handshake.isZero()) {
            connection.config().setAutoRead(false);
            ScheduledFuture<?> unused = acceptor.executor().schedule(() -> connection.config().setAutoRead(true),
                    handshake.toNanos(), TimeUnit.NANOSECONDS);
        }
        acceptor.fireChannelRead(accepted);
    }
}
