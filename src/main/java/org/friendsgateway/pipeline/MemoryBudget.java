package org.friendsgateway.pipeline;

import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Singleton;

import io.quarkus.runtime.configuration.MemorySize;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.metrics.ImportMeters;

/** The memory that all imports of this replica hold together, counted in bytes and bounded. */
@Singleton
public final class MemoryBudget {

    /** The default is a quarter of the heap: the rest is for everything uncounted, and for garbage. */
    private static final int HEAP_DIVISOR = 4;

    private final long maxBytes;
    private final AtomicLong reserved = new AtomicLong();

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

    /** The memory of one import. Used by one event loop only, so nothing here is synchronized. */
    public final class Reservation {

        private long bytes;
        private int pins = 1;
        private boolean released;

        private Reservation() {
        }

        /** Grows or shrinks the reservation. Fails as {@link MemoryBudget#reserve} does, and stays as it was then. */
        public void resize(long wanted) {
            if (wanted > maxBytes) {
                throw Failure.of(Kind.PAYLOAD_TOO_LARGE, "The request takes more memory than there is for all").exception();
            }
            long more = pins == 0 ? 0 : wanted - bytes;
            if (reserved.addAndGet(more) > maxBytes && more > 0) {
                reserved.addAndGet(-more);
                throw Failure.of(Kind.OVERLOADED, "The imports under way hold all the memory there is for them").exception();
            }
            bytes += more;
        }

        /** Counts memory that is held already, even beyond the budget. */
        public void force(long held) {
            long more = pins == 0 ? 0 : held - bytes;
            reserved.addAndGet(more);
            bytes += more;
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
                bytes = 0;
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
