package org.friendsgateway.http;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.timeout.IdleStateEvent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

import org.jspecify.annotations.Nullable;

/**
 * Stops reading from a client that does not read its responses: the server would otherwise serve its pipelined requests one
 * after the other and buffer every response. A client that reads nothing for a minute is disconnected.
 *
 * <p>
 * A stream of imports has its own limits: it reads on while answers wait, for clients that send everything before they read,
 * and
 * its connection may be quiet while its lines wait.
 */
final class BackPressure extends ChannelDuplexHandler {

    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(60);

    private boolean streaming;
    private boolean paused;
    private @Nullable Future<?> timeout;

    /** Leaves a connection to the stream on it, or takes it back. */
    static void setStreaming(HttpConnection connection, boolean streaming) {
        ChannelHandlerContext context = ((ConnectionBase) connection).channelHandlerContext().pipeline()
                .context(BackPressure.class);
        if (context != null) {
            ((BackPressure) context.handler()).setStreaming(context, streaming);
        }
    }

    /** Whether a connection is left to a stream. */
    static boolean isStreaming(ChannelHandlerContext any) {
        BackPressure handler = any.pipeline().get(BackPressure.class);
        return handler != null && handler.streaming;
    }

    private void setStreaming(ChannelHandlerContext context, boolean begins) {
        streaming = begins;
        update(context);
    }

    // The server asks for the next part of a body, which switches automatic reading on again.
    @Override
    public void read(ChannelHandlerContext context) {
        if (isFull(context)) {
            pause(context);
        } else {
            context.read();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        update(context);
        context.fireChannelWritabilityChanged();
    }

    private void update(ChannelHandlerContext context) {
        stopTimeout();
        if (isFull(context)) {
            pause(context);
            timeout = context.executor().schedule(() -> {
                var unused = context.close();
            }, WRITE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } else if (paused) {
            paused = false;
            context.channel().config().setAutoRead(true);
        }
    }

    // The server closes idle connections.
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!streaming || !(event instanceof IdleStateEvent)) {
            context.fireUserEventTriggered(event);
        }
    }

    // A connection that can no longer be written to has no buffer; it is not writable either, but must not be paused.
    private boolean isFull(ChannelHandlerContext context) {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        return !streaming && buffer != null && !buffer.isWritable();
    }

    private void pause(ChannelHandlerContext context) {
        paused = true;
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
