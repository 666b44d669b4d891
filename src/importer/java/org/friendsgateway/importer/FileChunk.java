package org.friendsgateway.importer;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The lines of one request.
 *
 * @param number in the file, from 0
 */
record FileChunk(int number, List<ImportLine> lines) {

    FileChunk {
        lines = List.copyOf(lines);
    }

    Set<String> owners() {
        return lines.stream().map(ImportLine::owner).collect(Collectors.toSet());
    }
}
