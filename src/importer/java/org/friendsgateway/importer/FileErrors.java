package org.friendsgateway.importer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The errors in a file, of which the first are kept. */
final class FileErrors {

    private static final int MAX_KEPT = 20;

    private final Path file;
    private final List<String> kept = new ArrayList<>();
    private long count;

    FileErrors(Path file) {
        this.file = file;
    }

    /** @param line from 1 */
    void add(long line, String field, String problem) {
        add(line, field + ": " + problem);
    }

    void add(long line, String problem) {
        count++;
        if (kept.size() < MAX_KEPT) {
            kept.add(file + ":" + line + ": " + problem);
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    @Override
    public String toString() {
        String more = count > kept.size() ? "%n... and %,d more".formatted(count - kept.size()) : "";
        return kept.stream().collect(Collectors.joining(System.lineSeparator())) + more;
    }
}
