package org.friendsgateway.importer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.Await.await;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The packed importer, in a process of its own. */
class ImporterIT {

    private static final Path JAR = Path.of("target", "friends-importer.jar").toAbsolutePath();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;
    private FakeGateway gateway;

    @BeforeEach
    void start() {
        gateway = new FakeGateway();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private Process importer(List<String> jvm, String... arguments) throws IOException {
        return start(List.of(), jvm, arguments);
    }

    /** A build that runs in the background of a shell ignores interrupts, and its processes would, too. */
    private Process interruptible(String... arguments) throws IOException {
        return start(List.of("env", "--default-signal=INT"), List.of(), arguments);
    }

    private static Process start(List<String> launcher, List<String> jvm, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(jvm);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("FRIENDS_GATEWAY_KEY", FakeGateway.KEY);
        return builder.start();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }

    @Test
    void saysHowItIsUsed() throws Exception {
        long began = System.nanoTime();
        Process help = importer(List.of(), "--help");

        assertThat(output(help)).contains("--resume", "Exit codes", "FRIENDS_GATEWAY_KEY")
                .satisfies(text -> assertThat(text.lines()).allMatch(line -> line.length() <= 80));
        assertThat(help.waitFor()).isZero();
        System.out.printf("--help took %d ms%n", (System.nanoTime() - began) / 1_000_000);
        assertThat(output(importer(List.of(), "--version"))).matches("friends-importer \\d.*\\s*");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void resumesAfterAnInterrupt() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        Path file = Files.writeString(folder.resolve("f.csv"), IntStream.range(0, 2_500).mapToObj(user -> "u" + user + ",bob\n")
                .collect(Collectors.joining()));
        gateway.next(gateway.endingAfter(1_000, "complete"), (exchange, request) -> waitFor(over));
        Process interrupted = interruptible("--url", gateway.url(), "--parallel", "1", file.toString());
        await("the second request is under way").until(() -> gateway.requests().size() == 2);

        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(interrupted.pid())).start().waitFor()).isZero();
        assertThat(output(interrupted)).contains("Stopped. The same command with --resume");
        assertThat(interrupted.waitFor()).isEqualTo(130);
        over.countDown();
        Process resumed = importer(List.of(), "--url", gateway.url(), "--parallel", "1", "--resume", file.toString());

        assertThat(output(resumed)).contains("Users    2,500: 2,500 complete");
        assertThat(resumed.waitFor()).isZero();
        assertThat(gateway.requests()).map(request -> request.lines().size()).containsExactly(1_000, 1_000, 1_000, 500);
        assertThat(gateway.requests()).map(request -> request.header("Idempotency-Key")).containsOnly(
                gateway.requests().get(0).header("Idempotency-Key"));
    }

    private static void waitFor(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Long remarks make files large without many calls. */
    @Test
    @Tag("long")
    void importsTwoGigabytesInASmallHeap() throws Exception {
        Path file = folder.resolve("f.ndjson");
        String remark = "x".repeat(500_000);
        try (BufferedWriter lines = Files.newBufferedWriter(file)) {
            for (int user = 0; user < 4_300; user++) {
                lines.write(
                        "{\"userId\":\"u%d\",\"friends\":[{\"userId\":\"bob\",\"remark\":\"%s\"}]}%n".formatted(user, remark));
            }
        }
        assertThat(Files.size(file)).isGreaterThan(2_000_000_000L);

        gateway.forgetLines();
        Process small = importer(List.of("-Xmx64m"), "--url", gateway.url(), file.toString());

        assertThat(output(small)).contains("Users    4,300: 4,300 complete");
        assertThat(small.waitFor()).isZero();
    }

    @Test
    @Tag("long")
    void importsALargeSortedFileInASmallHeap() throws Exception {
        Path file = folder.resolve("f.csv");
        try (Stream<String> rows = IntStream.range(0, 8_000_000)
                .mapToObj(row -> "user%d,friend%d".formatted(row / 100, row % 100))) {
            Files.write(file, (Iterable<String>) rows::iterator);
        }

        Process unsorted = importer(List.of("-Xmx64m"), "--dry-run", file.toString());
        Process sorted = importer(List.of("-Xmx64m"), "--dry-run", "--sorted", file.toString());

        assertThat(output(unsorted)).contains("--sorted");
        assertThat(unsorted.waitFor()).isEqualTo(2);
        assertThat(output(sorted)).contains("80,000 imports, 8,000,000 friends");
        assertThat(sorted.waitFor()).isZero();
    }
}
