package org.friendsgateway.replicas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How short this machine is of processors. Nobody keeps to milliseconds who is not let run.
 *
 * @param waitedMicros for how long any task has waited for a processor, as Linux counts it
 * @param nanos when that was read
 */
record Processors(long waitedMicros, long nanos) {

    private static final Path PRESSURE = Path.of("/proc/pressure/cpu");
    private static final Pattern WAITED = Pattern.compile("some .*total=([0-9]+)");

    static Processors now() {
        return new Processors(waited(), System.nanoTime());
    }

    /** The share of the time since then in which somebody waited for a processor; none where the system does not tell. */
    double shortSince() {
        return (double) TimeUnit.MICROSECONDS.toNanos(waited() - waitedMicros) / (System.nanoTime() - nanos);
    }

    private static long waited() {
        if (!Files.isReadable(PRESSURE)) {
            return 0;
        }
        try {
            Matcher some = WAITED.matcher(Files.readString(PRESSURE));
            return some.find() ? Long.parseLong(some.group(1)) : 0;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
