package org.friendsgateway.importer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** The files that a run writes: the failed lines, and the state from which it is resumed. */
final class RunJournal {

    private final Path stateFile;
    private final Path failedFile;
    private RunState state;

    private RunJournal(Path file, RunState state) {
        this.stateFile = stateFile(file);
        this.failedFile = failedFile(file);
        this.state = state;
    }

    static Path stateFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".state");
    }

    static Path failedFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".failed.ndjson");
    }

    /** Begins a new run, whose files replace those of an earlier one. */
    static RunJournal begin(Path file, RunState.Settings settings, long checksum) {
        RunJournal journal = new RunJournal(file, RunState.first(UUID.randomUUID().toString(), settings, checksum));
        journal.truncateFailed(0);
        journal.writeState();
        return journal;
    }

    /** Takes up the run that was interrupted; the file and the settings must be those of that run. */
    static RunJournal resume(Path file, RunState.Settings settings, long checksum) {
        RunState state = readState(stateFile(file));
        if (state.checksum() != checksum) {
            throw ImportStoppedException
                    .wrong(file + " has changed since the run that was interrupted; start anew without --resume.");
        }
        if (!state.settings().equals(settings)) {
            throw ImportStoppedException.wrong("The run that was interrupted had other options: " + state.settings());
        }
        RunJournal journal = new RunJournal(file, state);
        journal.truncateFailed(state.failedBytes());
        return journal;
    }

    private static RunState readState(Path stateFile) {
        if (!Files.exists(stateFile)) {
            throw ImportStoppedException.wrong("There is no run to resume: " + stateFile + " does not exist.");
        }
        try {
            return Json.MAPPER.readValue(stateFile.toFile(), RunState.class);
        } catch (IOException unreadable) {
            throw ImportStoppedException.wrong("Cannot read " + stateFile + ": " + unreadable.getMessage());
        }
    }

    String idempotencyKey() {
        return state.idempotencyKey();
    }

    synchronized boolean isDone(int chunk) {
        return state.isDone(chunk);
    }

    synchronized Totals totals() {
        return state.totals();
    }

    /** Writes down what became of a chunk, on disk when this returns. */
    synchronized void commit(int chunk, ChunkResult result) {
        long failedBytes = state.failedBytes();
        if (!result.failedLines().isEmpty()) {
            failedBytes += appendFailed(result);
        }
        state = state.with(chunk, result.totals(), failedBytes);
        writeState();
    }

    /** After the last chunk there is nothing to resume. */
    void finish() {
        try {
            Files.deleteIfExists(stateFile);
        } catch (IOException failed) {
            throw cannotWrite(stateFile, failed);
        }
    }

    private void truncateFailed(long bytes) {
        try {
            if (bytes == 0 && Files.isRegularFile(failedFile)) {
                Files.delete(failedFile);
            } else if (Files.isRegularFile(failedFile)) {
                try (FileChannel file = FileChannel.open(failedFile, StandardOpenOption.WRITE)) {
                    var truncated = file.truncate(bytes);
                    assert truncated == file;
                }
            }
        } catch (IOException failed) {
            throw cannotWrite(failedFile, failed);
        }
    }

    private long appendFailed(ChunkResult result) {
        byte[] lines = (String.join("\n", result.failedLines()) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            write(failedFile, lines, StandardOpenOption.APPEND);
            return lines.length;
        } catch (IOException failed) {
            throw cannotWrite(failedFile, failed);
        }
    }

    private void writeState() {
        Path next = stateFile.resolveSibling(stateFile.getFileName() + ".tmp");
        try {
            write(next, Json.write(state).getBytes(StandardCharsets.UTF_8), StandardOpenOption.TRUNCATE_EXISTING);
            Files.move(next, stateFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw cannotWrite(stateFile, failed);
        }
    }

    private static void write(Path path, byte[] bytes, StandardOpenOption mode) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                if (file.write(left) < 0) {
                    throw new IOException("nothing more can be written");
                }
            }
            file.force(true);
        }
    }

    private static ImportStoppedException cannotWrite(Path path, IOException reason) {
        return ImportStoppedException.wrong("Cannot write " + path + ": " + reason.getMessage());
    }
}
