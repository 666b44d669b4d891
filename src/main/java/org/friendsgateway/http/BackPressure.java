package org.friendsgateway.http;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Stops reading from a client that does not read its responses: the server would otherwise serve its pipelined requests one
 * after the other and buffer every response. A client that reads nothing for a minute is disconnected.
 */
final class BackPressure extends ChannelDuplexHandler {

    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(60);

    private boolean paused;
    private @Nullable Future<?> timeout;

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
        context.fireChannelWritabilityChanged();
    }

    // A connection that can no longer be written to has no buffer; it is not writable either, but must not be paused.
    private static boolean isFull(ChannelHandlerContext context) {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        return buffer != null && !buffer.isWritable();
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
