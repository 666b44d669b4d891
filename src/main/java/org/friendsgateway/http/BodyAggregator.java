package org.friendsgateway.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;

import io.netty.handler.codec.DecoderException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.pipeline.MemoryBudget.Reservation;

/** Collects one body in memory. Runs on the event loop of its request, so nothing here is synchronized. */
final class BodyAggregator {

    private static final int MIN_CAPACITY = 1 << 10;
    /** Memory of an inflater, most of it outside the heap. */
    private static final int DECODER_BYTES = 64 << 10;

    private final RoutingContext request;
    private final Reservation memory;
    private final int maxBytes;
    private final Consumer<RoutingContext> next;
    private final int expected;
    private final boolean gzip;
    /** The bytes of the encoded body while it is decoded. */
    private int encodedLength;
    private byte[] bytes = new byte[0];
    private int length;
    private boolean done;
    private Cancellable timeout = () -> {
    };

    /**
     * @param memory already reserves {@link #size}
     * @param gzip whether the body is encoded by gzip
     * @param expected the declared bytes; 0 for a body that is counted as it grows
     * @param maxBytes the maximum both before and after decoding
     * @param next takes the request once its body is complete
     */
    BodyAggregator(RoutingContext request, Reservation memory, boolean gzip, int expected, int maxBytes,
            Consumer<RoutingContext> next) {
        this.request = request;
        this.memory = memory;
        this.gzip = gzip;
        this.expected = expected;
        this.maxBytes = maxBytes;
        this.next = next;
    }

    /** The bytes of memory to reserve for a body with {@code capacity} bytes, expected or received. */
    static long size(long capacity, boolean gzip) {
        return ImportFootprint.ofBody(capacity) + (gzip ? DECODER_BYTES : 0);
    }

    /** Reads to the end; fails with {@code request_timeout} when {@code limit} completes first. */
    void read(Uni<Void> limit) {
        timeout = limit.subscribe().with(late -> fail(Failure.of(Kind.REQUEST_TIMEOUT).exception()));
        request.request().exceptionHandler(this::abort).handler(this::accept).endHandler(end -> complete()).resume();
    }

    private void accept(Buffer chunk) {
        if (!done) {
            try {
                append(chunk);
            } catch (GatewayException refused) {
                fail(refused);
            }
        }
    }

    private void append(Buffer chunk) {
        makeRoom(chunk.length());
        chunk.getBytes(bytes, length);
        length += chunk.length();
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
            int capacity = (int) Math.min(maxBytes, Math.max(needed, Math.max(expected, Math.max(MIN_CAPACITY, 2L * length))));
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
            next.accept(request);
        } catch (GatewayException refused) {
            fail(refused);
        } catch (IOException broken) {
            fail(Failure.invalid("must be whole gzip data, as its Content-Encoding says").exception());
        } catch (RuntimeException defect) {
            finish();
            memory.release();
            request.fail(defect);
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

    private void fail(GatewayException refused) {
        finish();
        memory.release();
        request.fail(refused);
    }

    private void finish() {
        done = true;
        bytes = new byte[0];
        timeout.cancel();
    }
}
