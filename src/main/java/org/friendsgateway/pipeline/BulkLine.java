package org.friendsgateway.pipeline;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * A line of a stream, as far as the pipeline must know: it waits behind single imports, begins with its first permit, and is
 * carried out after the lines before it that are for the same user. Thread-safe.
 */
public final class BulkLine {

    private enum State {
        WAITING,
        BEGUN,
        STOPPED
    }

    private final Deadline beginBy;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private volatile @Nullable BulkLine previous;

    /**
     * Makes a line that waits.
     *
     * @param beginBy the line does not begin later
     * @param previous the last line of the stream for the same user and app; null without one, or when it has ended
     */
    public BulkLine(Deadline beginBy, @Nullable BulkLine previous) {
        this.beginBy = beginBy;
        this.previous = previous;
    }

    public Deadline beginBy() {
        return beginBy;
    }

    /** Begins the line with its first permit; false when it was stopped. */
    public boolean begin() {
        return state.compareAndSet(State.WAITING, State.BEGUN) || state.get() == State.BEGUN;
    }

    public boolean begun() {
        return state.get() == State.BEGUN;
    }

    /** Stops the line unless it has begun: no call is made for it then. Returns whether it is stopped. */
    public boolean stop() {
        return state.compareAndSet(State.WAITING, State.STOPPED) || state.get() == State.STOPPED;
    }

    /** Notes that the line is answered, so that the next one of the user may be carried out. */
    public void end() {
        previous = null;
        ended.complete(null);
    }

    /** The line before it that is for the same user and has not ended; null without one. */
    @Nullable
    BulkLine previous() {
        BulkLine before = previous;
        return before == null || before.ended.isDone() ? null : before;
    }

    /** Completes when no earlier line of the same user is left. */
    Uni<Void> afterPrevious() {
        BulkLine before = previous();
        return before == null ? Uni.createFrom().voidItem() : Uni.createFrom().completionStage(before.ended::copy);
    }
}
