package org.friendsgateway.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** Prometheus's own judge of rules and metrics. */
final class Promtool {

    private Promtool() {
    }

    /**
     * What promtool made of something.
     *
     * @param status 0 when it has nothing against it
     */
    record Verdict(int status, String words) {
    }

    static Verdict check(String... words) {
        return run("", words);
    }

    /** With something to read. */
    static Verdict checkMetrics(String scrape) {
        return run(scrape, "check", "metrics");
    }

    private static Verdict run(String input, String... words) {
        List<String> command = Stream.concat(Stream.of("promtool"), Stream.of(words)).toList();
        try {
            Process promtool = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (OutputStream in = promtool.getOutputStream()) {
                in.write(input.getBytes(UTF_8));
            }
            String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);
            return new Verdict(promtool.waitFor(), said);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
