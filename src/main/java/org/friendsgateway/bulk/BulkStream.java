package org.friendsgateway.bulk;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

import io.smallrye.mutiny.subscription.Cancellable;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.pipeline.BulkLine;
import org.friendsgateway.pipeline.ImportCommand;
import org.friendsgateway.pipeline.ImportResult;
import org.friendsgateway.pipeline.MemoryBudget.Reservation;
import org.friendsgateway.pipeline.MemoryBudget.StreamShare;
import org.friendsgateway.time.Deadline;
import org.friendsgateway.tracing.RequestSpan;
import org.jspecify.annotations.Nullable;

/**
 * One stream: holds a bounded number of lines, runs their imports side by side, and counts how they end. Used on one event
 * loop, so nothing here is synchronized.
 */
public final class BulkStream {

    /** The one that sends the lines and gets the answers. */
    public interface Client {

        /** Makes the answer to a line about this user. */
        LineAnswer answer(ImportResult result, String userId);

        /** Gets the answer to a line, which stays held until {@link BulkStream#release}; null for a line not started. */
        void ended(Line line, @Nullable LineAnswer answer, boolean complete);

        /** The stream stops: no further line is wanted. */
        void stopped();

        /** No line is under way any more. */
        void idle();
    }

    /**
     * A line that the stream holds.
     *
     * @param number counts from 1, blank lines included
     * @param id the caller's own; null without one
     */
    public record Line(long number, @Nullable String id, Reservation memory) {
    }

    private final BulkImports imports;
    private final Client client;
    private final BulkTally tally;
    private final StreamShare memory;
    private final Executor executor;
    private final Cancellable timer;
    private final Set<LineRun> running = new LinkedHashSet<>();
    private final Map<String, LineRun> lastOfUser = new HashMap<>();
    private final Map<String, LineRun> lastOfContent = new HashMap<>();
    final Caller caller;
    final @Nullable String key;
    final Deadline deadline;
    final @Nullable RequestSpan span;
    private int held;
    private @Nullable EndReason stopped;
    private boolean closed;

    BulkStream(BulkImports imports, Caller caller, @Nullable String key, Duration wait, Client client) {
        this.imports = imports;
        this.caller = caller;
        this.key = key;
        this.client = client;
        this.memory = imports.budget.openStream();
        this.tally = new BulkTally(imports.scheduler);
        this.deadline = Deadline.in(wait, imports.scheduler);
        this.executor = imports.scheduler.currentExecutor();
        this.span = RequestSpan.current();
        this.timer = imports.scheduler.after(wait).subscribe().with(late -> stop(EndReason.WAIT_OVER));
    }

    public BulkTally tally() {
        return tally;
    }

    /** The memory of the stream itself and its lines. */
    public StreamShare memory() {
        return memory;
    }

    /** Whether one more line may be held. */
    public boolean hasRoom() {
        return stopped == null && held < imports.window;
    }

    public boolean isIdle() {
        return running.isEmpty();
    }

    /** Why the stream stopped before the end of its body; null when it did not. */
    public @Nullable EndReason stopReason() {
        return stopped;
    }

    /**
     * Runs the import of a line that there is room for.
     *
     * @param sha256 of the line's bytes, in hexadecimal characters; of no use without an idempotency key
     */
    public void run(Line line, ImportCommand command, String sha256) {
        hold();
        String user = imports.pipeline.userKey(command);
        LineRun before = lastOfUser.get(user);
        BulkLine bulkLine = new BulkLine(deadline, before == null ? null : before.bulkLine);
        LineRun run = new LineRun(this, imports, line, command.asLine(bulkLine), bulkLine, user, sha256);
        running.add(run);
        if (!user.isEmpty()) {
            lastOfUser.put(user, run);
        }
        run.start(key == null ? null : lastOfContent.put(sha256, run));
    }

    /** Answers a line that is no import, for which there is room. */
    public void refuse(Line line, Failure failure) {
        hold();
        end(line, LineResult.of(ImportResult.refused(failure), answer(ImportResult.refused(failure), "")));
    }

    private void hold() {
        held++;
        tally.countRead();
    }

    LineAnswer answer(ImportResult result, String userId) {
        return client.answer(result, userId);
    }

    void ended(LineRun run, LineResult result) {
        running.remove(run);
        lastOfUser.remove(run.user, run);
        lastOfContent.remove(run.sha256, run);
        end(run.line, result);
        if (running.isEmpty()) {
            client.idle();
        }
    }

    private void end(Line line, LineResult result) {
        tally.count(line.number(), result);
        imports.count(result);
        client.ended(line, result.answer(), result.outcome() == LineResult.Outcome.COMPLETE);
    }

    /** Frees the room of a line whose answer the client has taken. */
    public void release(Line line) {
        held--;
        line.memory().release();
    }

    void shutDown() {
        executor.execute(() -> stop(EndReason.SHUTTING_DOWN));
    }

    /** Stops every line that has not begun; those under way are answered. */
    public void stop(EndReason reason) {
        if (closed || stopped != null) {
            return;
        }
        stopped = reason;
        client.stopped();
        List.copyOf(running).forEach(LineRun::stop);
    }

    /** Measures the rates; to be called about once a second. */
    public void measure() {
        tally.measure();
    }

    /** Closes the stream; cancels what is still under way, and frees its memory. */
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        timer.cancel();
        Collection<LineRun> left = List.copyOf(running);
        running.clear();
        left.forEach(LineRun::cancel);
        memory.close();
        imports.closed(this);
    }
}
