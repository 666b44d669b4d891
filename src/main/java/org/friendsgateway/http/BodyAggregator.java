package org.friendsgateway.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import io.netty.handler.codec.DecoderException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.pipeline.MemoryBudget.Reservation;

/** One body that is being read. All of it happens on the event loop of the request, so nothing here is synchronized. */
final class BodyAggregator {

    private static final int FIRST_BYTES = 1 << 10;
    /** Of an inflater, most of it outside of the heap. */
    private static final int DECODER_BYTES = 64 << 10;

    private final RoutingContext request;
    private final Reservation memory;
    private final int maxBytes;
    private final Consumer<RoutingContext> whole;
    private final int expected;
    private final boolean gzip;
    /** What came of a body that is being decoded. */
    private int codedLength;
    private byte[] bytes = new byte[0];
    private int length;
    private boolean over;
    private Cancellable timeout = () -> {
    };

    /**
     * @param memory what {@link #size} says is reserved there
     * @param gzip whether the body is coded by gzip
     * @param expected the bytes that were declared; 0 for a body that is counted as it grows
     * @param maxBytes the most bytes that may come, and that may be decoded
     * @param whole goes on with the request once its body is there
     */
    BodyAggregator(RoutingContext request, Reservation memory, boolean gzip, int expected, int maxBytes,
            Consumer<RoutingContext> whole) {
        this.request = request;
        this.memory = memory;
        this.gzip = gzip;
        this.expected = expected;
        this.maxBytes = maxBytes;
        this.whole = whole;
    }

    /** The bytes of memory that are reserved for a body of which {@code capacity} bytes are expected or there. */
    static long size(long capacity, boolean gzip) {
        return ImportFootprint.ofBody(capacity) + (gzip ? DECODER_BYTES : 0);
    }

    /** Reads to the end, unless {@code time} is over before. */
    void read(Uni<Void> time) {
        timeout = time.subscribe().with(late -> fail(Failure.of(Kind.REQUEST_TIMEOUT).exception()));
        request.request().exceptionHandler(this::broken).handler(this::accept).endHandler(end -> complete()).resume();
    }

    private void accept(Buffer chunk) {
        if (!over) {
            try {
                append(chunk);
            } catch (GatewayException refused) {
                fail(refused);
            }
        }
    }

    private void append(Buffer chunk) {
        requireAtMost((long) length + chunk.length());
        makeRoom(chunk.length());
        chunk.getBytes(bytes, length);
        length += chunk.length();
    }

    private void append(byte[] decoded, int more) {
        makeRoom(more);
        System.arraycopy(decoded, 0, bytes, length, more);
        length += more;
    }

    private void requireAtMost(long size) {
        if (size > maxBytes) {
            throw Failure.of(Kind.PAYLOAD_TOO_LARGE).exception();
        }
    }

    private void makeRoom(int more) {
        long needed = (long) length + more;
        requireAtMost(needed);
        if (needed > bytes.length) {
            int capacity = (int) Math.min(maxBytes, Math.max(needed, Math.max(expected, Math.max(FIRST_BYTES, 2L * length))));
            if (capacity > expected) {
                memory.resize(codedLength + size(capacity, gzip));
            }
            bytes = Arrays.copyOf(bytes, capacity);
        }
    }

    private void complete() {
        if (over) {
            return;
        }
        try {
            if (gzip) {
                decode();
            }
            ImportBody body = new ImportBody(length == bytes.length ? bytes : Arrays.copyOf(bytes, length), memory);
            end();
            body.keepFor(request);
            whole.accept(request);
        } catch (GatewayException refused) {
            fail(refused);
        } catch (IOException broken) {
            fail(notGzip());
        } catch (RuntimeException defect) {
            end();
            memory.release();
            request.fail(defect);
        }
    }

    private void decode() throws IOException {
        byte[] coded = bytes;
        codedLength = length;
        bytes = new byte[0];
        length = 0;
        GzipDecoder.decode(coded, codedLength, this::append);
    }

    private static GatewayException notGzip() {
        return Failure.invalid(List.of(new Violation("", "must be whole gzip data, as its Content-Encoding says"))).exception();
    }

    private void broken(Throwable cause) {
        if (!over) {
            end();
            memory.release();
            boolean unreadable = cause instanceof DecoderException;
            request.fail(unreadable ? 400 : 200, unreadable && cause.getCause() != null ? cause.getCause() : cause);
        }
    }

    private void fail(GatewayException refused) {
        end();
        memory.release();
        request.fail(refused);
    }

    private void end() {
        over = true;
        bytes = new byte[0];
        timeout.cancel();
    }
}
