package org.friendsgateway.importer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Cuts the lines of a file into chunks, always in the same way. */
final class ChunkReader {

    private final ImportReader lines;
    private final Limits limits;
    private @Nullable ImportLine ahead;
    private int number;

    ChunkReader(ImportReader lines, Limits limits) {
        this.lines = lines;
        this.limits = limits;
    }

    /** Returns null at the end. */
    @Nullable
    FileChunk next() throws IOException {
        List<ImportLine> chunk = new ArrayList<>();
        long bytes = 0;
        for (ImportLine line = take(); line != null; line = take()) {
            bytes += line.json().length() + 1;
            if (chunk.size() == limits.maxLines() || (bytes > limits.maxBytes() && !chunk.isEmpty())) {
                ahead = line;
                break;
            }
            chunk.add(line);
        }
        return chunk.isEmpty() ? null : new FileChunk(number++, chunk);
    }

    private @Nullable ImportLine take() throws IOException {
        ImportLine line = ahead;
        ahead = null;
        return line == null ? lines.next() : line;
    }
}
