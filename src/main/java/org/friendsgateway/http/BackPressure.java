package org.friendsgateway.http;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.vertx.core.net.impl.ConnectionBase;

import org.jspecify.annotations.Nullable;

/**
 * Reads nothing from a client that does not read its answers: the server would begin one pipelined request after the other and
 * keep every answer. A client that takes nothing for too long is cut off.
 */
final class BackPressure extends ChannelDuplexHandler {

    private static final Duration MAX_TIME = Duration.ofSeconds(60);

    private boolean held;
    private @Nullable Future<?> timeout;

    private BackPressure() {
    }

    static void install(ConnectionBase connection) {
        ChannelHandlerContext context = connection.channelHandlerContext();
        context.pipeline().addBefore(context.name(), null, new BackPressure());
    }

    // Of the server, which reads on when it wants the next part of a body.
    @Override
    public void read(ChannelHandlerContext context) {
        if (isFull(context)) {
            hold(context);
        } else {
            context.read();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        stopTimeout();
        if (isFull(context)) {
            hold(context);
            timeout = context.executor().schedule(() -> {
                var unused = context.close();
            }, MAX_TIME.toSeconds(), TimeUnit.SECONDS);
        } else if (held) {
            held = false;
            context.channel().config().setAutoRead(true);
        }
        context.fireChannelWritabilityChanged();
    }

    // A connection that nothing more is written to has no buffer, and is not writable either.
    private static boolean isFull(ChannelHandlerContext context) {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        return buffer != null && !buffer.isWritable();
    }

    private void hold(ChannelHandlerContext context) {
        held = true;
        context.channel().config().setAutoRead(false);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopTimeout();
        context.fireChannelInactive();
    }

    private void stopTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }
}
