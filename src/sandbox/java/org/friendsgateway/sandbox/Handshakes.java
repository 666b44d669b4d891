package org.friendsgateway.sandbox;

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

/** Leaves each new connection of a server unread for as long as its handshake takes. */
final class Handshakes extends ChannelInboundHandlerAdapter {

    private final Backstage backstage;
    private final Promise<Void> begun = Promise.promise();

    Handshakes(Backstage backstage) {
        this.backstage = backstage;
    }

    // Vert.x shows the channel that accepts connections only as the parent of one that it has accepted: of a first one of ours.
    Future<HttpServer> listen(HttpServer server, HttpServerOptions options) {
        NetClient first = backstage.vertx().createNetClient(new NetClientOptions().setSsl(options.isSsl()).setTrustAll(true)
                .setHostnameVerificationAlgorithm(""));
        return server.connectionHandler(this::begin).listen()
                .compose(listening -> first.connect(listening.actualPort(), options.getHost())
                        .compose(connected -> begun.future()).map(listening))
                .onComplete(done -> first.close());
    }

    private void begin(HttpConnection accepted) {
        if (!begun.future().isComplete()) {
            ((ConnectionBase) accepted).channel().parent().pipeline().addFirst(this);
            begun.complete();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext server, Object accepted) {
        Channel connection = (Channel) accepted;
        backstage.connections().add(connection);
        Duration handshake = backstage.handshake();
        if (!handshake.isZero()) {
            connection.config().setAutoRead(false);
            ScheduledFuture<?> unused = server.executor().schedule(() -> connection.config().setAutoRead(true),
                    handshake.toNanos(), TimeUnit.NANOSECONDS);
        }
        server.fireChannelRead(accepted);
    }
}
