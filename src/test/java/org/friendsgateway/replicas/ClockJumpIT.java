package org.friendsgateway.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.friendsgateway.Patience;
import org.friendsgateway.process.NeedsCommand;
import org.friendsgateway.process.RealRedis;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of three replicas whose wall clock jumps, in saturation. */
@Tag("long")
@NeedsCommand("faketime")
class ClockJumpIT {

    private static final Duration JUMP = Duration.ofMinutes(10);
    private static final Pattern TIMESTAMP = Pattern.compile("\"timestamp\":\"([^\"]+)\"");
    /** What is used on any machine, however short of processors. */
    private static final double LEAST_SHARE = 0.9;
    private static final int CALLS = 3 * StrictVendor.CALLS_PER_SECOND;

    @TempDir
    private Path folder;

    @Test
    void keepsToTheQuotaAndUsesIt() throws IOException, InterruptedException {
        Path clock = Files.writeString(folder.resolve("clock"), "+0");
        try (RealRedis redis = new RealRedis();
                StrictVendor vendor = new StrictVendor();
                ReplicaFleet fleet = new ReplicaFleet(2, vendor, "-Dquarkus.redis.hosts=redis://127.0.0.1:" + redis.port())) {
            fleet.grow(jumpingWith(clock));
            fleet.warmUp();
            Run run = new Run(fleet, "clock that jumps");
            run.saturate();
            vendor.untilCalls(StrictVendor.CALLS_PER_SECOND);

            jump(fleet, clock, JUMP);
            double ahead = run.measure("ahead", CALLS);
            jump(fleet, clock, JUMP.negated());
            double behind = run.measure("behind", CALLS);

            run.end();
            assertThat(List.of(ahead, behind)).allMatch(share -> share >= LEAST_SHARE);
        }
    }

    private static Map<String, String> jumpingWith(Path clock) throws IOException, InterruptedException {
        // The command knows where its library is.
        Process faketime = new ProcessBuilder("faketime", "-m", "-f", "+0", "printenv", "LD_PRELOAD").start();
        String library = new String(faketime.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(faketime.waitFor()).isZero();
        return Map.of("LD_PRELOAD", library, "FAKETIME_TIMESTAMP_FILE", clock.toString(), "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                // Or every timed wait of the JVM ends at once, and it spins.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    private static void jump(ReplicaFleet fleet, Path clock, Duration by) throws IOException {
        Files.writeString(clock, (by.isNegative() ? "" : "+") + by.toSeconds());
        Patience.until("the clock has jumped by " + by,
                () -> Duration.between(Instant.now(), lastLogged(fleet.logOfLast())).minus(by).abs().toMinutes() < 1);
    }

    // The last line may still be being written.
    private static Instant lastLogged(Path log) {
        try {
            return TIMESTAMP.matcher(Files.readString(log)).results().map(found -> Instant.parse(found.group(1)))
                    .reduce((earlier, later) -> later).orElseThrow();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
