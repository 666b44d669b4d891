package org.friendsgateway.http;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

import org.friendsgateway.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection after malformed input so that its last response arrives. Closing at once would reset the connection,
 * because the caller may still be sending, and the response would be lost.
 */
final class LingeringClose extends ChannelDuplexHandler {

    private static final int MAX_SECONDS = 5;

    private boolean due;
    private @Nullable Future<?> closing;

    /** Whether nothing more is read from a connection, because a head or a body on it was malformed. */
    static boolean isDue(HttpConnection connection) {
        LingeringClose close = ((ConnectionBase) connection).channelHandlerContext().pipeline().get(LingeringClose.class);
        return close != null && close.due;
    }

    /** Reads nothing more, and closes the connection after the next response. */
    void afterNextResponse() {
        due = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (due) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpContent content && content.decoderResult().isFailure()) {
            due = true;
            content.release();
            context.fireChannelRead(malformedBody());
        } else {
            context.fireChannelRead(message);
        }
    }

    // Ends the request's body with the failure to report.
    private static LastHttpContent malformedBody() {
        LastHttpContent end = new DefaultLastHttpContent();
        end.setDecoderResult(
                DecoderResult.failure(Failure.invalid("must have a body of well-formed chunks").exception()));
        return end;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (!due || isInterim(message)) {
            super.write(context, message, promise);
            return;
        }
        if (message instanceof HttpResponse response) {
            // The version of a malformed request is not known.
            response.setProtocolVersion(HttpVersion.HTTP_1_1);
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        ChannelPromise written = promise.unvoid();
        if (message instanceof LastHttpContent) {
            written.addListener(sent -> shutDownOutput(context));
        }
        super.write(context, message, written);
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    // The caller sees the end of the responses and closes the connection once it has sent everything.
    private void shutDownOutput(ChannelHandlerContext context) {
        closeLater(context);
        Channel channel = context.channel();
        channel.config().setAutoRead(true);
        SslHandler tls = context.pipeline().get(SslHandler.class);
        if (tls != null) {
            ChannelFuture ignored = tls.closeOutbound();
        }
        if (channel instanceof DuplexChannel duplex) {
            ChannelFuture ignored = duplex.shutdownOutput();
        }
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) throws Exception {
        if (!due) {
            super.close(context, promise);
            return;
        }
        context.channel().closeFuture().addListener(closed -> promise.trySuccess());
        // A stream first answers what it has read.
        if (!BackPressure.isStreaming(context)) {
            closeLater(context);
        }
        context.flush();
    }

    private void closeLater(ChannelHandlerContext context) {
        if (closing == null) {
            Channel.Unsafe transport = context.channel().unsafe();
            closing = context.executor().schedule(() -> transport.close(transport.voidPromise()), MAX_SECONDS,
                    TimeUnit.SECONDS);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (closing != null) {
            closing.cancel(false);
        }
        context.fireChannelInactive();
    }
}
