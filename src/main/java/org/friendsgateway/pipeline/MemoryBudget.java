package org.friendsgateway.pipeline;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Singleton;

import io.quarkus.runtime.configuration.MemorySize;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.metrics.ImportMeters;
import org.jspecify.annotations.Nullable;

/** The memory that all imports of this replica hold together, counted in bytes and bounded. */
@Singleton
public final class MemoryBudget {

    /** The default is a quarter of the heap: the rest is for everything uncounted, and for garbage. */
    private static final int HEAP_DIVISOR = 4;

    /** Streams leave the rest to single imports. */
    private static final int STREAMS_DIVISOR = 2;
    /** What the buffers of one stream take. */
    private static final int STREAM = 128 << 10;
    /** A line that needs no more is always possible when it is the only one of its stream. */
    private static final int SMALL_LINE = 256 << 10;

    private final long maxBytes;
    private final AtomicLong reserved = new AtomicLong();
    private final AtomicInteger streams = new AtomicInteger();
    /** The one line of all streams that may take more than is free, so that the longest line is possible in the end. */
    private final AtomicReference<@Nullable Reservation> oversized = new AtomicReference<>();

    MemoryBudget(PipelineConfig config, ImportMeters meters) {
        this.maxBytes = config.maxBytesInFlight().map(MemorySize::asLongValue)
                .orElseGet(() -> Runtime.getRuntime().maxMemory() / HEAP_DIVISOR);
        if (maxBytes > Runtime.getRuntime().maxMemory() / 2) {
            throw new DeploymentException("gateway.max-bytes-in-flight must be at most half of the heap, "
                    + Runtime.getRuntime().maxMemory() / 2 + "; it is " + maxBytes);
        }
        meters.watchBytesInFlight(reserved::get);
    }

    /** Stops the start when the budget is smaller than the largest import, which could never be admitted. */
    public void requireRoomFor(long largestImport) {
        if (maxBytes < largestImport) {
            throw new DeploymentException("gateway.max-bytes-in-flight must be at least " + largestImport
                    + ", for one import of quarkus.http.limits.max-body-size; it is " + maxBytes
                    + (maxBytes == Runtime.getRuntime().maxMemory() / HEAP_DIVISOR ? ", a quarter of the heap" : ""));
        }
    }

    /**
     * Reserves memory for an import. Fails with {@code overloaded} when other imports hold too much, and with
     * {@code payload_too_large} when the whole budget would not be enough.
     */
    public Reservation reserve(long bytes) {
        Reservation reservation = new Reservation();
        reservation.resize(bytes);
        return reservation;
    }

    /** Counts one more stream and its buffers. Fails with {@code overloaded} when imports hold too much. */
    public StreamShare openStream() {
        Reservation buffers = reserve(STREAM);
        streams.incrementAndGet();
        return new StreamShare(buffers);
    }

    /**
     * The memory of one stream: its buffers, its lines, and the answers that it keeps. Its lines may take an equal part of the
     * half that all streams may hold. Used by one event loop only, so nothing here is synchronized.
     */
    public final class StreamShare {

        private final Reservation buffers;
        private long held;
        private long kept;

        private StreamShare(Reservation buffers) {
            this.buffers = buffers;
        }

        private long part() {
            return maxBytes / STREAMS_DIVISOR / Math.max(1, streams.get());
        }

        /** Makes an empty reservation for a line; {@link #tryResize} fills it. */
        public Reservation forLine() {
            return new Reservation(this);
        }

        /**
         * Resizes the reservation of a line if there is room; if not, there will be when other lines have ended. Fails with
         * {@code payload_too_large} when the whole budget would not be enough.
         */
        public boolean tryResize(Reservation line, long wanted) {
            requirePossible(wanted);
            long more = wanted - line.bytes;
            if (more > 0 && held + more > part()) {
                return tryForce(line, wanted);
            }
            try {
                line.resize(wanted);
                return true;
            } catch (GatewayException full) {
                if (full.failure().kind() == Kind.OVERLOADED) {
                    return tryForce(line, wanted);
                }
                throw full;
            }
        }

        private boolean tryForce(Reservation line, long wanted) {
            boolean alone = held == line.bytes;
            boolean allowed = alone && (wanted <= SMALL_LINE || oversized.get() == line
                    || oversized.compareAndSet(null, line));
            if (allowed) {
                line.force(wanted);
            }
            return allowed;
        }

        /** Counts an answer of so many bytes that the stream keeps to its end, if there is room for it. */
        public boolean tryKeep(long bytes) {
            if (kept + bytes > part() / 2) {
                return false;
            }
            try {
                buffers.resize(buffers.bytes + bytes);
            } catch (GatewayException full) {
                return false;
            }
            kept += bytes;
            return true;
        }

        /** Frees everything but the lines, which have their own reservations. */
        public void close() {
            buffers.release();
            streams.decrementAndGet();
        }
    }

    private void requirePossible(long wanted) {
        if (wanted > maxBytes) {
            throw Failure.of(Kind.PAYLOAD_TOO_LARGE, "The request takes more memory than there is for all").exception();
        }
    }

    /** The memory of one import. Used by one event loop only, so nothing here is synchronized. */
    public final class Reservation {

        private long bytes;
        private int pins = 1;
        private boolean released;
        private final @Nullable StreamShare share;

        private Reservation() {
            this(null);
        }

        private Reservation(@Nullable StreamShare share) {
            this.share = share;
        }

        /** Grows or shrinks the reservation. Fails as {@link MemoryBudget#reserve} does, and stays as it was then. */
        public void resize(long wanted) {
            requirePossible(wanted);
            long more = pins == 0 ? 0 : wanted - bytes;
            if (reserved.addAndGet(more) > maxBytes && more > 0 && oversized.get() != this) {
                reserved.addAndGet(-more);
                throw Failure.of(Kind.OVERLOADED, "The imports under way hold all the memory there is for them").exception();
            }
            add(more);
        }

        /** Counts memory that is held already, even beyond the budget. */
        public void force(long held) {
            long more = pins == 0 ? 0 : held - bytes;
            reserved.addAndGet(more);
            add(more);
        }

        private void add(long more) {
            bytes += more;
            if (share != null) {
                share.held += more;
            }
        }

        /** Keeps the memory counted until {@link #unpin}, for a call that outlives its import. */
        void pin() {
            pins++;
        }

        /** Undoes one {@link #pin}. */
        void unpin() {
            pins--;
            if (pins == 0) {
                reserved.addAndGet(-bytes);
                add(-bytes);
                oversized.compareAndSet(this, null);
            }
        }

        /** Frees the memory as soon as no call pins it; idempotent. */
        public void release() {
            if (!released) {
                released = true;
                unpin();
            }
        }
    }
}
