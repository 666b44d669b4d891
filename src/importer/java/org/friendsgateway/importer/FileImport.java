package org.friendsgateway.importer;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.friendsgateway.importer.ChunkImport.Connection;

/** Imports the chunks of a file that no earlier run has done, several side by side. */
final class FileImport {

    private final RunJournal journal;
    private final Connection connection;
    private final int parallel;
    private final RunningChunks running;

    FileImport(RunJournal journal, Connection connection, int parallel) {
        this.journal = journal;
        this.connection = connection;
        this.parallel = parallel;
        this.running = new RunningChunks(parallel);
    }

    /** Returns when all are done. */
    void run(ImportReader lines) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(parallel);
        try {
            ChunkReader chunks = new ChunkReader(lines, connection.limits());
            for (FileChunk chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
                if (!journal.isDone(chunk.number())) {
                    start(chunk, threads);
                }
            }
            running.awaitAll();
        } finally {
            threads.shutdownNow();
        }
    }

    private void start(FileChunk chunk, ExecutorService threads) throws InterruptedException {
        running.enter(chunk);
        threads.execute(() -> importChunk(chunk));
    }

    private void importChunk(FileChunk chunk) {
        try {
            ChunkResult result = new ChunkImport(chunk, connection).run();
            journal.commit(chunk.number(), result);
            connection.display().progress().finish(chunk.number(), result.totals().friends());
        } catch (InterruptedException | RuntimeException | Error failed) {
            running.fail(failed);
        } finally {
            running.leave(chunk);
        }
    }
}
