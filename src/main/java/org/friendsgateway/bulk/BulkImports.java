package org.friendsgateway.bulk;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.idempotency.IdempotentImports;
import org.friendsgateway.metrics.ImportMeters;
import org.friendsgateway.pipeline.ImportPipeline;
import org.friendsgateway.pipeline.MemoryBudget;
import org.friendsgateway.pipeline.PipelineConfig;
import org.friendsgateway.time.Scheduler;
import org.jspecify.annotations.Nullable;

/** Opens streams, and stops them when the gateway shuts down. */
@Singleton
public final class BulkImports {

    final ImportPipeline pipeline;
    final IdempotentImports idempotent;
    final MemoryBudget budget;
    final ImportMeters meters;
    final Scheduler scheduler;
    final int window;
    /** How long a line waits for another run of the same line that is under way elsewhere. */
    final Duration maxWaitForOtherRun;
    private final Set<BulkStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean shuttingDown;

    BulkImports(ImportPipeline pipeline, IdempotentImports idempotent, MemoryBudget budget, ImportMeters meters,
            Scheduler scheduler, BulkConfig config, PipelineConfig imports) {
        this.pipeline = pipeline;
        this.idempotent = idempotent;
        this.budget = budget;
        this.meters = meters;
        this.scheduler = scheduler;
        this.window = config.window();
        this.maxWaitForOtherRun = imports.defaultWait();
        meters.watchBulkStreams(open::size);
    }

    /**
     * Opens a stream on the event loop of the calling thread. Fails with {@code overloaded} when imports hold all the memory.
     *
     * @param key the idempotency key of all lines; null without one
     * @param wait no line begins later
     */
    public BulkStream open(Caller caller, @Nullable String key, Duration wait, BulkStream.Client client) {
        BulkStream stream = new BulkStream(this, caller, key, wait, client);
        open.add(stream);
        if (shuttingDown) {
            stream.shutDown();
        }
        return stream;
    }

    void count(LineResult result) {
        if (result.outcome() != LineResult.Outcome.NOT_STARTED) {
            meters.bulkLine(result.app() == null ? null : result.app().name(),
                    result.app() == null ? null : result.app().provider(), result.outcome().code());
        }
    }

    void closed(BulkStream stream) {
        open.remove(stream);
    }

    void shutDown(@Observes ShutdownDelayInitiatedEvent event) {
        shuttingDown = true;
        open.forEach(BulkStream::shutDown);
    }
}
