package org.friendsgateway.http;

import java.time.Duration;

import jakarta.inject.Singleton;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPromise;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.pipeline.MemoryBudget.Reservation;
import org.friendsgateway.time.Scheduler;

/**
 * Keeps the memory of an import reserved until its answer is on the wire. The server calls an answer ended when it was handed
 * over; a client that does not read leaves it in memory.
 */
@Singleton
final class AnswerDelivery {

    static final Duration MAX_TIME = Duration.ofSeconds(60);

    private final Scheduler scheduler;

    AnswerDelivery(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Releases the memory when the answer was written or the client has gone; a client that does not read is cut off. */
    void release(Reservation memory, RoutingContext request) {
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
        // What is written last is written when all before it is, as the server itself knows when to close a connection.
        connection.writeToChannel(Unpooled.EMPTY_BUFFER, written);
        if (written.isDone()) {
            memory.release();
            return;
        }
        memory.force(request.response().bytesWritten());
        Cancellable timeout = scheduler.after(MAX_TIME).subscribe().with(late -> connection.close());
        written.addListener(done -> {
            timeout.cancel();
            memory.release();
        });
    }
}
