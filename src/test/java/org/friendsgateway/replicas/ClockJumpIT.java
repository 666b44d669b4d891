package org.friendsgateway.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.Await.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;

import org.friendsgateway.process.NeedsCommand;
import org.friendsgateway.process.RealRedis;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wall clock of one of three saturated replicas jumps. */
@Tag("long")
@NeedsCommand("faketime")
class ClockJumpIT {

    private static final Duration JUMP = Duration.ofMinutes(10);
    private static final Pattern TIMESTAMP = Pattern.compile("\"timestamp\":\"([^\"]+)\"");
    /** Holds on every machine, however short of processors. */
    private static final double MIN_SHARE = 0.9;
    private static final int CALLS = 3 * StrictVendor.CALLS_PER_SECOND;

    @TempDir
    private Path folder;

    @Test
    void keepsToTheQuotaAndUsesIt() throws IOException, InterruptedException {
        Path clock = Files.writeString(folder.resolve("clock"), "+0");
        try (RealRedis redis = new RealRedis();
                ReplicaFleet fleet = ReplicaFleet.with(redis, 2)) {
            fleet.addGateway(environmentOf(clock));
            fleet.warmUp();
            SaturationRun.assertUsed(MIN_SHARE, () -> leastUsedAfterAJump(fleet, clock));
        }
    }

    private static double leastUsedAfterAJump(ReplicaFleet fleet, Path clock) {
        SaturationRun run = new SaturationRun(fleet, "clock jumps");
        run.saturate();
        fleet.vendor().awaitCalls(StrictVendor.CALLS_PER_SECOND);

        jump(fleet, clock, JUMP);
        double ahead = run.measure("ahead", CALLS);
        jump(fleet, clock, JUMP.negated());
        double behind = run.measure("behind", CALLS);

        run.end();
        return Math.min(ahead, behind);
    }

    private static Map<String, String> environmentOf(Path clock) throws IOException, InterruptedException {
        // Only the command knows the path of its library.
        Process faketime = new ProcessBuilder("faketime", "-m", "-f", "+0", "printenv", "LD_PRELOAD").start();
        String library = new String(faketime.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(faketime.waitFor()).isZero();
        return Map.of("LD_PRELOAD", library, "FAKETIME_TIMESTAMP_FILE", clock.toString(), "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                // Otherwise every timed wait of the JVM ends at once, and it spins.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    private static void jump(ReplicaFleet fleet, Path clock, Duration by) {
        try {
            Files.writeString(clock, (by.isNegative() ? "" : "+") + by.toSeconds());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        await("the clock has jumped by " + by)
                .until(() -> Duration.between(Instant.now(), lastLogged(fleet.newestLog())).minus(by).abs().toMinutes() < 1);
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
