package org.friendsgateway.pipeline;

import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Singleton;

import io.quarkus.runtime.configuration.MemorySize;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.metrics.ImportMeters;

/** The memory that imports hold in this replica, over all apps: counted in bytes, and bounded. */
@Singleton
public final class MemoryBudget {

    /** Of the heap, where nothing is configured: the rest is for what is not counted, and for garbage. */
    private static final int SHARE_OF_HEAP = 4;

    private final long maxBytes;
    private final AtomicLong reserved = new AtomicLong();

    MemoryBudget(PipelineConfig config, ImportMeters meters) {
        this.maxBytes = config.maxBytesInFlight().map(MemorySize::asLongValue)
                .orElseGet(() -> Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
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
                    + (maxBytes == Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP ? ", a quarter of the heap" : ""));
        }
    }

    /**
     * Reserves memory for an import. Fails with {@code overloaded} when others hold too much, and with
     * {@code payload_too_large} when there would not be enough even with all of it free.
     */
    public Reservation reserve(long bytes) {
        Reservation reservation = new Reservation();
        reservation.resize(bytes);
        return reservation;
    }

    /** The part of the budget that one import holds. Used by one event loop only, so nothing here is synchronized. */
    public final class Reservation {

        private long bytes;
        private int holders = 1;
        private boolean released;

        private Reservation() {
        }

        /** Grows or shrinks the reservation. Fails as {@link MemoryBudget#reserve} does, and stays as it was then. */
        public void resize(long wanted) {
            if (wanted > maxBytes) {
                throw Failure.of(Kind.PAYLOAD_TOO_LARGE, "The request takes more memory than there is for all").exception();
            }
            long more = holders == 0 ? 0 : wanted - bytes;
            if (reserved.addAndGet(more) > maxBytes && more > 0) {
                reserved.addAndGet(-more);
                throw Failure.of(Kind.OVERLOADED, "The imports under way hold all the memory there is for them").exception();
            }
            bytes += more;
        }

        /** Counts what is held in any case, whether or not there is room. */
        public void force(long held) {
            long more = holders == 0 ? 0 : held - bytes;
            reserved.addAndGet(more);
            bytes += more;
        }

        /** Keeps it until {@link #letGo} although its import is released before, for a call that goes on without its caller. */
        void hold() {
            holders++;
        }

        /** Undoes one {@link #hold}. */
        void letGo() {
            holders--;
            if (holders == 0) {
                reserved.addAndGet(-bytes);
                bytes = 0;
            }
        }

        /** Gives everything back when nothing holds it any more; may be called more than once. */
        public void release() {
            if (!released) {
                released = true;
                letGo();
            }
        }
    }
}
