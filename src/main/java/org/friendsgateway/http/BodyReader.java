package org.friendsgateway.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.pipeline.MemoryBudget;
import org.friendsgateway.pipeline.MemoryBudget.Reservation;
import org.friendsgateway.time.Scheduler;

/**
 * Reads the bodies of imports within three limits: the decoded size, the memory that all imports share, and time. Vert.x's
 * {@code BodyHandler} limits only the size before decoding.
 *
 * <p>
 * Gzip is decoded here and not by the server ({@code quarkus.http.enable-decompression}), which decodes before the caller is
 * authenticated and without counting memory, hides the declared length, and ignores other content codings.
 */
@Singleton
final class BodyReader {

    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(60);

    private static final int MIN_CAPACITY = 1 << 10;
    /** Memory of an inflater, most of it outside the heap. */
    private static final int DECODER_BYTES = 64 << 10;

    private static final List<String> GZIP = List.of("gzip", "x-gzip");
    private static final String CONTINUE = "100-continue";

    private final MemoryBudget budget;
    private final Scheduler scheduler;
    private final int maxBytes;
    private final DispatchQueue parsing = new DispatchQueue();

    @Inject
    BodyReader(MemoryBudget budget, Scheduler scheduler, VertxHttpConfig config) {
        this(budget, scheduler, config.limits().maxBodySize().orElseThrow().asLongValue());
    }

    /** @param maxBytes the maximum of a body, both before and after decoding */
    BodyReader(MemoryBudget budget, Scheduler scheduler, long maxBytes) {
        this.budget = budget;
        this.scheduler = scheduler;
        this.maxBytes = Math.toIntExact(maxBytes);
        budget.requireRoomFor(size(maxBytes, true));
    }

    /** The bytes of memory to reserve for a body with {@code capacity} bytes, expected or received. */
    private static long size(long capacity, boolean gzip) {
        return ImportBody.sizeWithBody(capacity) + (gzip ? DECODER_BYTES : 0);
    }

    /**
     * Calls the next route once the body is read, as an {@link ImportBody}. Fails the request with {@code overloaded} before
     * reading anything, or with {@code payload_too_large}, {@code unsupported_media_type}, {@code invalid_request} or
     * {@code request_timeout}. Releases the reserved memory when the response is written or the caller has gone.
     */
    void read(RoutingContext request) {
        try {
            begin(request);
        } catch (GatewayException refused) {
            request.fail(refused);
        }
    }

    private void begin(RoutingContext request) {
        HttpServerRequest source = request.request();
        String length = source.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean gzip = isGzip(source.headers());
        int expected = length == null || gzip ? 0 : Integer.parseInt(length);
        Reservation memory = budget.reserve(size(expected, gzip));
        try {
            releaseAfterResponse(memory, request);
            sendContinue(request);
            new Aggregator(request, memory, gzip, expected).read();
        } catch (RuntimeException failed) {
            memory.release();
            throw failed;
        }
    }

    /** Whether a request expects something that HTTP does not define. */
    static boolean hasUnknownExpectation(RoutingContext request) {
        String expected = request.request().getHeader(HttpHeaders.EXPECT);
        return expected != null && !expected.equalsIgnoreCase(CONTINUE);
    }

    /** Asks the client for the body if it waits to be asked. */
    static void sendContinue(RoutingContext request) {
        if (request.request().headers().contains(HttpHeaders.EXPECT) && request.request().version() != HttpVersion.HTTP_1_0) {
            request.response().writeContinue();
        }
    }

    // The server calls a response ended once it is handed over; a client that does not read leaves it in memory.
    private void releaseAfterResponse(Reservation memory, RoutingContext request) {
        request.addEndHandler(end -> {
            if (end.succeeded()) {
                releaseWhenWritten(memory, request);
            } else {
                memory.release();
            }
        });
    }

    private void releaseWhenWritten(Reservation memory, RoutingContext request) {
        ConnectionBase connection = (ConnectionBase) request.request().connection();
        ChannelPromise written = connection.channelFuture();
        // Bytes are written in order: when these are, the response is. The server knows in the same way when it may close.
        connection.writeToChannel(Unpooled.EMPTY_BUFFER, written);
        if (written.isDone()) {
            memory.release();
            return;
        }
        memory.force(request.response().bytesWritten());
        Cancellable timeout = scheduler.after(RESPONSE_TIMEOUT).subscribe().with(late -> connection.close());
        written.addListener(done -> {
            timeout.cancel();
            memory.release();
        });
    }

    /** Whether a body is coded by gzip. Fails with {@code unsupported_media_type} when it is coded in another way. */
    static boolean isGzip(MultiMap headers) {
        if (!headers.contains(HttpHeaders.CONTENT_ENCODING)) {
            return false;
        }
        List<String> codings = HeaderScanner.elements(headers.getAll(HttpHeaders.CONTENT_ENCODING))
                .map(coding -> coding.toLowerCase(Locale.ROOT)).filter(coding -> !coding.equals("identity")).toList();
        if (codings.size() > 1 || !GZIP.containsAll(codings)) {
            throw Failure.of(Kind.UNSUPPORTED_MEDIA_TYPE, "The body may be coded by gzip, once, and in no other way")
                    .exception();
        }
        return !codings.isEmpty();
    }

    /** Collects one body in memory. Runs on the event loop of its request, so nothing here is synchronized. */
    private final class Aggregator {

        private final RoutingContext request;
        private final Reservation memory;
        private final int expected;
        private final boolean gzip;
        /** The bytes of the encoded body while it is decoded. */
        private int encodedLength;
        private byte[] bytes = new byte[0];
        private int length;
        private boolean done;
        private Cancellable timeout = () -> {
        };

        /** @param expected the declared bytes, already reserved; 0 for a body that is counted as it grows */
        Aggregator(RoutingContext request, Reservation memory, boolean gzip, int expected) {
            this.request = request;
            this.memory = memory;
            this.gzip = gzip;
            this.expected = expected;
        }

        void read() {
            timeout = scheduler.after(BODY_TIMEOUT).subscribe()
                    .with(late -> fail(Failure.of(Kind.REQUEST_TIMEOUT).exception()));
            request.request().exceptionHandler(this::abort).handler(this::accept).endHandler(end -> complete()).resume();
        }

        private void accept(Buffer chunk) {
            if (!done) {
                try {
                    makeRoom(chunk.length());
                    chunk.getBytes(bytes, length);
                    length += chunk.length();
                } catch (GatewayException refused) {
                    fail(refused);
                }
            }
        }

        private void append(byte[] decoded, int more) {
            makeRoom(more);
            System.arraycopy(decoded, 0, bytes, length, more);
            length += more;
        }

        private void makeRoom(int more) {
            long needed = (long) length + more;
            if (needed > maxBytes) {
                throw Failure.of(Kind.PAYLOAD_TOO_LARGE).exception();
            }
            if (needed > bytes.length) {
                long doubled = Math.max(MIN_CAPACITY, 2L * length);
                int capacity = (int) Math.min(maxBytes, Math.max(needed, Math.max(expected, doubled)));
                if (capacity > expected) {
                    memory.resize(encodedLength + size(capacity, gzip));
                }
                bytes = Arrays.copyOf(bytes, capacity);
            }
        }

        private void complete() {
            if (done) {
                return;
            }
            try {
                if (gzip) {
                    decode();
                }
                ImportBody body = new ImportBody(length == bytes.length ? bytes : Arrays.copyOf(bytes, length), memory);
                finish();
                body.attachTo(request);
                parsing.add(request);
            } catch (GatewayException refused) {
                fail(refused);
            } catch (IOException broken) {
                fail(Failure.invalid("must be whole gzip data, as its Content-Encoding says").exception());
            } catch (RuntimeException defect) {
                fail(defect);
            }
        }

        private void decode() throws IOException {
            byte[] encoded = bytes;
            encodedLength = length;
            bytes = new byte[0];
            length = 0;
            GzipDecoder.decode(encoded, encodedLength, this::append);
        }

        private void abort(Throwable cause) {
            if (!done) {
                finish();
                memory.release();
                boolean malformed = cause instanceof DecoderException;
                request.fail(malformed ? 400 : 200, malformed && cause.getCause() != null ? cause.getCause() : cause);
            }
        }

        private void fail(RuntimeException cause) {
            finish();
            memory.release();
            request.fail(cause);
        }

        private void finish() {
            done = true;
            bytes = new byte[0];
            timeout.cancel();
        }
    }
}
