package org.friendsgateway.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.vertx.core.json.JsonObject;

import org.friendsgateway.bench.VendorStub;
import org.friendsgateway.bench.Verticles;
import org.friendsgateway.process.Closer;
import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.process.NdjsonCall;
import org.friendsgateway.process.ServerProcess;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A stream takes no more memory the longer it is. */
@Tag("long")
class StreamMemoryIT {

    /** {@code -Dstream.lines=1000000} for more than the minute that a build has. */
    private static final int LINES = Integer.getInteger("stream.lines", 200_000);
    private static final int LINES_PER_WRITE = 50;
    /** Shares of the lines. */
    private static final List<Double> MEASURED_AT = List.of(0.1, 0.5, 0.9);
    private static final String FRIENDS = IntStream.range(0, 10)
            .mapToObj(friend -> "{\"userId\":\"friend-number-" + friend + "\"}").collect(Collectors.joining(","));
    private static final long MIB = 1 << 20;
    /** What imports in flight may hold, a quarter of the heap; how much of it they do hold differs. */
    private static final long TOLERANCE = 32 * MIB;

    @RegisterExtension
    static final Closer CLOSER = new Closer();
    private static GatewayProcess gateway;

    /** What is left after a collection when so many lines were done. */
    private record Heap(long lines, long bytes) {
    }

    @BeforeAll
    static void start() throws IOException {
        ServerProcess vendor = CLOSER.register(Verticles.start(VendorStub.class, new JsonObject()));
        Files.createDirectories(Path.of("target", "memory"));
        Stream<String> app = Map.of("base-url", "http://127.0.0.1:" + vendor.port(), "sdk-app-id", "1400000000", "identifier",
                "administrator", "secret-key", "simulated", "calls-per-second", "1000000").entrySet().stream()
                .map(key -> "-Dgateway.tencent.apps.chat." + key.getKey() + "=" + key.getValue());
        gateway = CLOSER.register(GatewayProcess.start(Stream.concat(app,
                Stream.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError",
                        "-Dquarkus.http.limits.max-body-size=1M", "-Dgateway.bulk.max-body-size=8G",
                        "-Dgateway.bulk.max-lines=10000000"))
                .toList(), Map.of(), ProcessBuilder.Redirect.to(Path.of("target", "memory", "stream.log").toFile())));
    }

    @Test
    void holdsNoMoreMemoryTheLongerTheStreamIs() throws IOException {
        List<Heap> heaps = new ArrayList<>();
        long from = System.nanoTime();
        long answers = 0;
        JsonObject end = new JsonObject();
        try (NdjsonCall call = new NdjsonCall(gateway, Map.of())) {
            new Thread(() -> send(call), "stream-lines").start();
            for (Optional<String> next = call.readLine(); next.isPresent(); next = call.readLine()) {
                String line = next.get();
                if (line.startsWith("{\"line\"")) {
                    answers++;
                } else if (line.startsWith("{\"end\"")) {
                    end = new JsonObject(line).getJsonObject("end");
                } else if (heaps.size() < MEASURED_AT.size() && answers >= LINES * MEASURED_AT.get(heaps.size())) {
                    heaps.add(new Heap(answers, gateway.liveBytes()));
                }
            }
        }
        double seconds = (System.nanoTime() - from) / 1e9;

        System.out.printf(Locale.ROOT,
                "%,d lines of 10 friends in %.1f s: %,.0f lines a second, %.0f µs of processors a line; heap after a collection %s%n",
                LINES, seconds, LINES / seconds, gateway.cpu().toNanos() / 1e3 / LINES, heaps.stream()
                        .map(heap -> String.format(Locale.ROOT, "%.1f MiB at line %,d", (double) heap.bytes() / MIB,
                                heap.lines()))
                        .collect(Collectors.joining(", ")));
        assertThat(end.getString("reason")).isEqualTo("complete");
        assertThat(end.getJsonObject("lines").getInteger("total")).isEqualTo(LINES);
        assertThat(end.getJsonObject("lines").getInteger("complete")).isEqualTo(LINES);
        assertThat(end.getJsonObject("friends").getLong("imported")).isEqualTo(10L * LINES);
        assertThat(answers).isEqualTo(LINES);
        assertThat(heaps).hasSameSizeAs(MEASURED_AT)
                .allSatisfy(heap -> assertThat(heap.bytes()).isLessThan(heaps.get(0).bytes() + TOLERANCE));
        assertThat(gateway.ready()).isEqualTo(200);
    }

    private static void send(NdjsonCall call) {
        try {
            StringBuilder lines = new StringBuilder();
            for (int line = 1; line <= LINES; line++) {
                lines.append("{\"userId\":\"user-").append(line).append("\",\"friends\":[").append(FRIENDS).append("]}\n");
                if (line % LINES_PER_WRITE == 0 || line == LINES) {
                    call.send(lines.toString().getBytes(UTF_8));
                    lines.setLength(0);
                }
            }
            call.end();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
