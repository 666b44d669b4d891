package org.friendsgateway.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

import org.friendsgateway.time.Scheduler;

/** Writes a response as fast as the client takes it. Used on one event loop, so nothing here is synchronized. */
final class StreamResponse {

    /** Small, so that a client that takes anything is seen to do so. */
    private static final int PIECE = 8 << 10;

    private final HttpServerResponse response;
    private final Scheduler scheduler;
    private final Deque<Part> waiting = new ArrayDeque<>();
    /** Bytes of the first part that are written. */
    private int written;
    private int untaken;
    private long progressAt;
    private boolean ending;
    private boolean flushing;
    private boolean closed;

    /** @param taken to be run when the part has left this queue, or will not be written */
    private record Part(Buffer bytes, Runnable taken) {
    }

    StreamResponse(HttpServerResponse response, Scheduler scheduler) {
        this.response = response;
        this.scheduler = scheduler;
    }

    /** Whether nothing waits to be written. */
    boolean isFree() {
        return waiting.isEmpty() && !response.writeQueueFull();
    }

    /** Writes bytes after those before; {@code taken} is run when they need no memory any more but the server's. */
    void write(Buffer bytes, Runnable taken) {
        if (untaken == 0 && waiting.isEmpty()) {
            progressAt = scheduler.nanoTime();
        }
        waiting.add(new Part(bytes, taken));
        flush();
    }

    /** Ends the response after everything that waits. */
    void end() {
        ending = true;
        flush();
    }

    private void flush() {
        if (flushing || closed) {
            return;
        }
        flushing = true;
        while (!waiting.isEmpty() && !closed && !response.writeQueueFull()) {
            writePiece(waiting.element());
        }
        flushing = false;
        if (ending && waiting.isEmpty() && !closed) {
            closed = true;
            var unused = response.end();
        } else if (!waiting.isEmpty()) {
            response.drainHandler(drained -> flush());
        }
    }

    private void writePiece(Part part) {
        int length = Math.min(PIECE, part.bytes.length() - written);
        untaken++;
        var unused = response.write(part.bytes.slice(written, written + length)).onComplete(taken -> {
            untaken--;
            progressAt = scheduler.nanoTime();
        });
        written += length;
        if (written == part.bytes.length()) {
            waiting.remove();
            written = 0;
            part.taken.run();
        }
    }

    /** Whether the client has taken nothing for that time, although there is something for it. */
    boolean isStalled(Duration timeout) {
        return (untaken > 0 || !waiting.isEmpty()) && scheduler.nanoTime() - progressAt > timeout.toNanos();
    }

    /** Drops everything that waits, when the client has gone. */
    void close() {
        closed = true;
        while (!waiting.isEmpty()) {
            waiting.remove().taken.run();
        }
    }
}
