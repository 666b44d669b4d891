package org.friendsgateway.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs the importer in this process against a fake gateway, with times that no test has to wait for. */
final class ImporterFixture implements AutoCloseable {

    static final Limits LIMITS = new Limits(1_000, 1 << 20, 1 << 20, Duration.ofMillis(1), Duration.ofMillis(4),
            Duration.ofMinutes(1), Duration.ofSeconds(10), Duration.ofMillis(5));

    final FakeGateway gateway = new FakeGateway();
    final Path folder;

    record Run(int exitCode, String out, String err) {
    }

    ImporterFixture(Path folder) {
        this.folder = folder;
    }

    Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    Run run(Path file, String... options) {
        return run(LIMITS, file, options);
    }

    Run run(Limits limits, Path file, String... options) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        FriendsImporter importer = new FriendsImporter(Map.of("FRIENDS_GATEWAY_KEY", FakeGateway.KEY),
                new Terminal(false, false),
                limits);
        String[] arguments = Stream.of(List.of(options), List.of("--url", gateway.url(), file.toString())).flatMap(List::stream)
                .toArray(String[]::new);
        int exitCode = FriendsImporter.commandLine(importer).setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        assertThat(out + "" + err).doesNotContain(FakeGateway.KEY);
        return new Run(exitCode, out.toString(), err.toString());
    }

    static Limits maxLines(int lines) {
        return new Limits(lines, LIMITS.maxBytes(), LIMITS.maxCsvBytes(), LIMITS.minPause(), LIMITS.maxPause(),
                LIMITS.giveUpAfter(),
                LIMITS.maxSilence(), LIMITS.reportInterval());
    }

    List<String> failedLines(Path file) throws IOException {
        Path failed = RunJournal.failedFile(file);
        return Files.exists(failed) ? Files.readAllLines(failed) : List.of();
    }

    @Override
    public void close() {
        gateway.close();
        assertThat(gateway.violations()).isEmpty();
    }
}
