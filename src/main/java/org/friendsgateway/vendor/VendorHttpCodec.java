package org.friendsgateway.vendor;

import java.net.ProtocolException;
import java.util.List;
import java.util.ListIterator;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 over one connection to a vendor, on which no call can get another call's response. It replaces the codec that
 * Vert.x installs, which
 * <ul>
 * <li>takes every interim response but 100 and 103 for the final one, and the final one for the next call's;</li>
 * <li>reuses the connection while bytes that follow a response are still to be decoded;</li>
 * <li>ignores the first bytes of a message that arrives on an idle connection.</li>
 * </ul>
 * A connection on which the vendor does any of this is closed: a response that is complete counts, the rest is dropped.
 */
final class VendorHttpCodec
        extends
        CombinedChannelDuplexHandler<VendorHttpCodec.ResponseDecoder, HttpRequestEncoder> {

    private static final int MAX_HEAD = 32 * 1024;

    private final ResponseDecoder responses;

    private VendorHttpCodec(ResponseDecoder responses) {
        super(responses, new HttpRequestEncoder());
        this.responses = responses;
    }

    /** Installs the codec on a connection that Vert.x has just opened. */
    static void install(HttpConnection connection) {
        // A broken connection fails its call. Vert.x would also log the message, which may contain what the vendor sent.
        connection.exceptionHandler(failed -> {
        });
        context(connection).pipeline().replace(HttpClientCodec.class, "codec", new VendorHttpCodec(new ResponseDecoder()));
    }

    /** Closes a connection at once, even if a request is still being sent. */
    static void abort(HttpConnection connection) {
        ChannelFuture unused = context(connection).close();
    }

    private static ChannelHandlerContext context(HttpConnection connection) {
        return ((ConnectionBase) connection).channelHandlerContext();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        ChannelPromise written = promise;
        if (message instanceof HttpRequest) {
            responses.expect();
        }
        if (message instanceof LastHttpContent) {
            written = promise.unvoid().addListener(sent -> responses.requestSent());
        }
        super.write(context, message, written);
    }

    /** Decodes the responses on one connection. */
    static final class ResponseDecoder extends HttpResponseDecoder {

        private boolean expected;
        private boolean requestSent;
        private boolean interim;
        private boolean abandoned;
        private @Nullable HttpResponse head;
        private @Nullable LastHttpContent end;

        ResponseDecoder() {
            super(new HttpDecoderConfig().setMaxInitialLineLength(MAX_HEAD).setMaxHeaderSize(MAX_HEAD)
                    .setAllowDuplicateContentLengths(true));
        }

        void expect() {
            expected = true;
            requestSent = false;
        }

        void requestSent() {
            requestSent = true;
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
            if (expected && end == null && !abandoned) {
                int decoded = out.size();
                super.decode(context, in, out);
                filter(context, out.listIterator(decoded));
                return;
            }
            in.skipBytes(in.readableBytes());
            if (head != null) {
                closeAfter(head);
            } else if (!abandoned) {
                abandon(context, "The vendor responded without a request");
            }
        }

        /** Removes what Vert.x must not see: interim responses, and the end of a response until all received bytes are read. */
        private void filter(ChannelHandlerContext context, ListIterator<Object> decoded) {
            while (decoded.hasNext()) {
                HttpObject part = (HttpObject) decoded.next();
                if (part.decoderResult().isFailure()) {
                    // Vert.x fails the call and closes the connection.
                    abandoned = true;
                    return;
                }
                if (part instanceof HttpResponse response) {
                    begin(context, response);
                    if (interim) {
                        decoded.remove();
                    }
                } else if (part instanceof LastHttpContent last) {
                    end = interim ? null : last;
                    decoded.remove();
                }
            }
        }

        private void begin(ChannelHandlerContext context, HttpResponse response) {
            int status = response.status().code();
            interim = status < 200;
            if (!interim) {
                head = response;
                boolean delimited = HttpUtil.isContentLengthSet(response) || HttpUtil.isTransferEncodingChunked(response);
                if (!requestSent || !delimited || !HttpUtil.isKeepAlive(response)) {
                    closeAfter(response);
                }
            } else if (status != 100 && status != 103) {
                abandon(context, "The vendor sent the interim response " + status);
            }
        }

        /** Makes Vert.x close the connection at the end of the response, as if the vendor had asked for it. */
        private static void closeAfter(HttpResponse response) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }

        /** Makes Vert.x fail the current call, if there is one, and close the connection. */
        private void abandon(ChannelHandlerContext context, String reason) {
            abandoned = true;
            context.fireExceptionCaught(new ProtocolException(reason));
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) throws Exception {
            if (head != null && end != null) {
                finish(context, head, end);
            }
            super.channelReadComplete(context);
        }

        private void finish(ChannelHandlerContext context, HttpResponse response, LastHttpContent last) {
            // First, because Vert.x reuses the connection at once.
            expected = false;
            head = null;
            end = null;
            context.fireChannelRead(last);
            if (!HttpUtil.isKeepAlive(response)) {
                // Vert.x would wait until the request is sent, which may never happen.
                ChannelFuture unused = context.close();
            }
        }
    }
}
