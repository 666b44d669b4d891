package org.friendsgateway.importer;

import java.util.List;

/** What became of all lines of a chunk. */
record ChunkResult(Totals totals, List<String> failedLines) {

    ChunkResult {
        failedLines = List.copyOf(failedLines);
    }
}
