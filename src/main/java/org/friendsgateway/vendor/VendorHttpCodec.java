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
 * HTTP/1.1 over one connection to a vendor, on which no call can get another call's answer. It takes the place of the
 * codec that Vert.x installs, because that one
 * <ul>
 * <li>takes every interim answer but 100 and 103 for the final one, and the final one for the next call's;</li>
 * <li>lets the next call have the connection while bytes that follow an answer are still to be decoded;</li>
 * <li>ignores the first bytes of a message that comes over an idle connection.</li>
 * </ul>
 * A connection that did any such thing is given up: the answer that is complete counts, and what follows is thrown away.
 */
final class VendorHttpCodec
        extends
        CombinedChannelDuplexHandler<VendorHttpCodec.AnswerDecoder, HttpRequestEncoder> {

    private static final int MAX_HEAD = 32 * 1024;

    private final AnswerDecoder answers;

    private VendorHttpCodec(AnswerDecoder answers) {
        super(answers, new HttpRequestEncoder());
        this.answers = answers;
    }

    /** Installs the codec on a connection that Vert.x has just opened. */
    static void install(HttpConnection connection) {
        // A failing connection fails its call; Vert.x would also log the message, which may repeat what the vendor sent.
        connection.exceptionHandler(failed -> {
        });
        context(connection).pipeline().replace(HttpClientCodec.class, "codec", new VendorHttpCodec(new AnswerDecoder()));
    }

    /** Closes a connection at once, without waiting for what is still to be sent. */
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
            answers.await();
        }
        if (message instanceof LastHttpContent) {
            written = promise.unvoid().addListener(sent -> answers.callIsSent());
        }
        super.write(context, message, written);
    }

    /** Answers, from the bytes of one connection. */
    static final class AnswerDecoder extends HttpResponseDecoder {

        private boolean awaited;
        private boolean callSent;
        private boolean interim;
        private boolean abandoned;
        private @Nullable HttpResponse head;
        private @Nullable LastHttpContent end;

        AnswerDecoder() {
            super(new HttpDecoderConfig().setMaxInitialLineLength(MAX_HEAD).setMaxHeaderSize(MAX_HEAD)
                    .setAllowDuplicateContentLengths(true));
        }

        void await() {
            awaited = true;
            callSent = false;
        }

        void callIsSent() {
            callSent = true;
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
            if (awaited && end == null && !abandoned) {
                int decoded = out.size();
                super.decode(context, in, out);
                sift(context, out.listIterator(decoded));
                return;
            }
            in.skipBytes(in.readableBytes());
            if (head != null) {
                closeAfter(head);
            } else if (!abandoned) {
                abandon(context, "The vendor answered without a call");
            }
        }

        /** Leaves what Vert.x is to see now: no interim answer, and no end before all is read that has come. */
        private void sift(ChannelHandlerContext context, ListIterator<Object> decoded) {
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
                if (!callSent || !delimited || !HttpUtil.isKeepAlive(response)) {
                    closeAfter(response);
                }
            } else if (status != 100 && status != 103) {
                abandon(context, "The vendor sent the interim answer " + status);
            }
        }

        /** Vert.x closes the connection with the end of the answer, as if the vendor had asked for it. */
        private static void closeAfter(HttpResponse answer) {
            answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }

        /** Vert.x fails the call that is under way, if there is one, and closes the connection. */
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

        private void finish(ChannelHandlerContext context, HttpResponse answer, LastHttpContent last) {
            // Vert.x hands the connection to the next call at once.
            awaited = false;
            head = null;
            end = null;
            context.fireChannelRead(last);
            if (!HttpUtil.isKeepAlive(answer)) {
                // Vert.x would wait until the call is sent, which it need not ever be.
                ChannelFuture unused = context.close();
            }
        }
    }
}
