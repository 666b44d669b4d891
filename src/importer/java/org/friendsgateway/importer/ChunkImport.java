package org.friendsgateway.importer;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

/** Posts the lines of a chunk, and again those without a final outcome, until each has one. */
final class ChunkImport {

    private static final int MAX_TRIES = 6;
    private static final int MAX_POSTS_WITHOUT_OUTCOME = 30;

    private final FileChunk chunk;
    private final Connection connection;
    private final Map<Long, Integer> tries = new HashMap<>();
    private final List<String> failedLines = new ArrayList<>();
    private List<ImportLine> open;
    private Totals totals = Totals.NONE;
    private int postsWithoutOutcome;

    /** What all chunks of a run share. */
    record Connection(GatewayClient gateway, @Nullable String app, String idempotencyKey, Reachability reachability,
            ProgressDisplay display,
            Limits limits) {
    }

    ChunkImport(FileChunk chunk, Connection connection) {
        this.chunk = chunk;
        this.connection = connection;
        this.open = chunk.lines();
    }

    /** Returns when each line has its outcome; a line with an error that may pass is failed after a few tries. */
    ChunkResult run() throws InterruptedException {
        Duration asked = post();
        while (!open.isEmpty()) {
            pause(asked);
            asked = post();
        }
        return new ChunkResult(totals, failedLines);
    }

    /** Returns how long the gateway asks to wait before a repeat. */
    private Duration post() throws InterruptedException {
        ChunkResponse response = new ChunkResponse(open, connection.app());
        try {
            connection.gateway().post(open, connection.idempotencyKey(), answer -> add(response, answer));
            noteMissingEnd(response);
        } catch (GatewayBusyException busy) {
            connection.reachability().reached();
            connection.display().note("The gateway asks to wait (" + busy.getMessage() + ").");
            return busy.retryAfter();
        } catch (IOException broken) {
            connection.reachability()
                    .failed(broken.getMessage() == null ? broken.getClass().getSimpleName() : broken.getMessage());
        }
        settle(response);
        return response.retryAfter();
    }

    private void add(ChunkResponse response, JsonNode answer) {
        connection.reachability().reached();
        response.add(answer);
        connection.display().progress().update(chunk.number(), totals.friends().plus(response.progress()));
    }

    private void noteMissingEnd(ChunkResponse response) {
        if (!response.hasEnded()) {
            connection.display().note("An answer broke off; its lines are sent again.");
        }
    }

    private void settle(ChunkResponse response) {
        Set<Integer> complete = response.complete();
        totals = totals.plus(response.completeTotals());
        List<ImportLine> again = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            LineOutcome outcome = response.outcomes().get(i);
            if (outcome != null && isFinal(open.get(i), outcome)) {
                totals = totals.plus(outcome.totals());
                failedLines.addAll(outcome.failedLines());
            } else if (!complete.contains(i)) {
                again.add(open.get(i));
            }
        }
        count(response, again.size() < open.size());
        open = again;
    }

    private boolean isFinal(ImportLine line, LineOutcome outcome) {
        return !outcome.retryable() || tries.merge(line.number(), 1, Integer::sum) >= MAX_TRIES;
    }

    private void count(ChunkResponse response, boolean anyOutcome) {
        postsWithoutOutcome = anyOutcome ? 0 : postsWithoutOutcome + 1;
        if (response.hasBegun() && postsWithoutOutcome >= MAX_POSTS_WITHOUT_OUTCOME) {
            throw ImportStoppedException.unreachable(
                    "The gateway does not finish the request that begins with line " + chunk.lines().get(0).number() + ".");
        }
    }

    private void pause(Duration asked) throws InterruptedException {
        int triesOfOpen = open.stream().mapToInt(line -> tries.getOrDefault(line.number(), 0)).max().orElse(0);
        int doublings = Math.max(0, Math.max(postsWithoutOutcome, triesOfOpen) - 1);
        long nanos = Math.min(connection.limits().maxPause().toNanos(),
                connection.limits().minPause().toNanos() << Math.min(doublings, 20));
        // Jitter, so that several importers do not come back at once.
        long jittered = nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1);
        TimeUnit.NANOSECONDS.sleep(Math.max(asked.toNanos(), jittered));
    }
}
