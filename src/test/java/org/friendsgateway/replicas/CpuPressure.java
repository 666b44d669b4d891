package org.friendsgateway.replicas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How short this machine is of processors: the pressure stall information of Linux.
 *
 * @param stalledMicros how long at least one task has waited for a processor since the machine started
 * @param nanos when that was read
 */
record CpuPressure(long stalledMicros, long nanos) {

    private static final Path FILE = Path.of("/proc/pressure/cpu");
    private static final Pattern TOTAL = Pattern.compile("some .*total=([0-9]+)");

    static CpuPressure now() {
        return new CpuPressure(readStalled(), System.nanoTime());
    }

    /** The share of the time since then in which at least one task waited; 0 on systems without this information. */
    double shareSince() {
        return (double) TimeUnit.MICROSECONDS.toNanos(readStalled() - stalledMicros) / (System.nanoTime() - nanos);
    }

    private static long readStalled() {
        if (!Files.isReadable(FILE)) {
            return 0;
        }
        try {
            Matcher some = TOTAL.matcher(Files.readString(FILE));
            return some.find() ? Long.parseLong(some.group(1)) : 0;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
