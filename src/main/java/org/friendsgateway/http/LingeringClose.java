package org.friendsgateway.http;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
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

import org.jspecify.annotations.Nullable;

/**
 * Brings the last response of a connection to its caller when bytes have come that cannot be read. Closing such a connection
 * at once would reset it, for the caller may still be sending, and the response would be lost with it.
 */
final class LingeringClose extends ChannelDuplexHandler {

    private static final int MAX_SECONDS_TO_CLOSE = 5;

    private boolean last;
    private @Nullable Future<?> closing;

    /** Adds one to a connection. */
    static LingeringClose of(ConnectionBase connection) {
        LingeringClose response = new LingeringClose();
        ChannelHandlerContext context = connection.channelHandlerContext();
        context.pipeline().addBefore(context.name(), null, response);
        return response;
    }

    /** Whether the body that a connection was receiving broke off, or nothing else is read from it for another reason. */
    static boolean isDue(HttpConnection connection) {
        LingeringClose response = ((ConnectionBase) connection).channelHandlerContext().pipeline().get(LingeringClose.class);
        return response != null && response.last;
    }

    /** Reads nothing more, and closes the connection after the response that is written next. */
    void expect() {
        last = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (last) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpContent content && content.decoderResult().isFailure()) {
            last = true;
            content.release();
            context.fireChannelRead(brokenBody());
        } else {
            context.fireChannelRead(message);
        }
    }

    // Fails the request's body, and tells what to answer.
    private static LastHttpContent brokenBody() {
        LastHttpContent end = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
        end.setDecoderResult(
                DecoderResult.failure(RequestHeadValidator.invalid("must have a body of well-formed chunks").exception()));
        return end;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (!last || isInterim(message)) {
            super.write(context, message, promise);
            return;
        }
        if (message instanceof HttpResponse response) {
            // What cannot be read is answered as what was never sent in an older version.
            response.setProtocolVersion(HttpVersion.HTTP_1_1);
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        ChannelPromise written = promise.unvoid();
        if (message instanceof LastHttpContent) {
            written.addListener(sent -> end(context));
        }
        super.write(context, message, written);
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    // The caller sees the end of the response, and closes the connection when it has sent its own.
    private void end(ChannelHandlerContext context) {
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
        if (!last) {
            super.close(context, promise);
            return;
        }
        context.channel().closeFuture().addListener(closed -> promise.trySuccess());
        closeLater(context);
        context.flush();
    }

    private void closeLater(ChannelHandlerContext context) {
        if (closing == null) {
            closing = context.executor().schedule(() -> closeNow(context.channel().unsafe()), MAX_SECONDS_TO_CLOSE,
                    TimeUnit.SECONDS);
        }
    }

    private static void closeNow(Channel.Unsafe transport) {
        transport.close(transport.voidPromise());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (closing != null) {
            closing.cancel(false);
        }
        context.fireChannelInactive();
    }
}
