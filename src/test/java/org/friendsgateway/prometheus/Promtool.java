package org.friendsgateway.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** Prometheus's own checker of rules and metrics. */
final class Promtool {

    private Promtool() {
    }

    /**
     * The result of a check.
     *
     * @param status 0 if promtool found nothing wrong
     */
    record Verdict(int status, String output) {
    }

    static Verdict check(String... words) {
        return run("", words);
    }

    /** Checks a scrape. */
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
            String output = new String(promtool.getInputStream().readAllBytes(), UTF_8);
            return new Verdict(promtool.waitFor(), output);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
