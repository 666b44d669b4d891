package org.friendsgateway.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.Await.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.friendsgateway.process.Closer;
import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.process.RealRedis;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A stream breaks at a random place, and the same file is sent again with the same key: every line gets its final answer, the
 * vendor holds what the file says, and only calls that were in flight are made twice.
 */
@Tag("long")
class StreamFaultsIT {

    private static final int CALLS_PER_SECOND = 200;
    /** A quarter of a compressed file has at least so many lines. */
    private static final int MAX_PLACE = 45;
    private static final Duration MIN_TOLERANCE = Duration.ofMillis(100);
    private static final long SEED = Long.getLong("stream.seed", System.nanoTime());

    @RegisterExtension
    static final Closer CLOSER = new Closer();
    private static final List<GatewayProcess> REPLICAS = new ArrayList<>();
    private static LedgerVendor vendor;
    private static RealRedis redis;

    private final Random random = new Random(SEED);
    /** The longest time from an answer of the vendor to that of the gateway until now: how busy the machine is. */
    private Duration lag = Duration.ZERO;

    private enum Fault {
        /** Warms both replicas up, and shows how late they are with their answers. */
        NONE(2, "complete"),
        CLIENT_LEAVES(4, null),
        CONNECTION_RESET(3, null),
        BODY_CUT(2, "body_incomplete"),
        REPLICA_KILLED(3, null),
        REPLICA_TERMINATED(3, "shutting_down"),
        REDIS_KILLED(2, "complete"),
        REDIS_FROZEN(2, "complete"),
        REDIS_EMPTIED(1, "complete");

        private final int times;
        /** How the stream ends; empty when its answer does not arrive whole. */
        private final Optional<String> reason;

        Fault(int times, @Nullable String reason) {
            this.times = times;
            this.reason = Optional.ofNullable(reason);
        }

        boolean breaksConnection() {
            return this == CLIENT_LEAVES || this == CONNECTION_RESET;
        }

        /** Lines of a user may be carried out again after later ones that are remembered; their answers warned of that. */
        boolean isPartlyForgotten() {
            return this == REDIS_KILLED || this == REDIS_FROZEN;
        }

        boolean isOfRedis() {
            return this == REDIS_KILLED || this == REDIS_FROZEN || this == REDIS_EMPTIED;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectories(ReplicaFleet.LOGS);
        vendor = CLOSER.register(new LedgerVendor());
        redis = CLOSER.register(new RealRedis("--appendonly", "yes", "--dir", Files.createTempDirectory("redis").toString()));
        CLOSER.register(() -> REPLICAS.forEach(GatewayProcess::kill));
        REPLICAS.add(startReplica());
        REPLICAS.add(startReplica());
    }

    private static GatewayProcess startReplica() {
        try {
            return GatewayProcess.start(
                    Stream.of(List.of("-Xmx192m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                            "-Dquarkus.redis.hosts=redis://127.0.0.1:" + redis.port()), vendor.options(CALLS_PER_SECOND))
                            .flatMap(List::stream).toList(),
                    Map.of(), ProcessBuilder.Redirect.appendTo(ReplicaFleet.LOGS.resolve("stream-faults.log").toFile()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void endsEveryLineOnceWhereverAStreamBreaks() throws Exception {
        System.out.println("stream.seed " + SEED);
        List<Fault> faults = new ArrayList<>(
                Stream.of(Fault.values()).flatMap(fault -> Collections.nCopies(fault.times, fault).stream()).toList());
        Collections.shuffle(faults.subList(Fault.NONE.times, faults.size()), random);
        for (int round = 0; round < faults.size(); round++) {
            awaitShared();
            vendor.clear();
            run(faults.get(round), "round" + round, REPLICAS.get(round % REPLICAS.size()));
        }
    }

    private static void awaitShared() {
        await("the quota is shared")
                .until(() -> REPLICAS.stream().allMatch(replica -> replica
                        .gauge("friends_import_coordination_degraded") == 0
                        && replica.gauge("friends_import_replicas") == REPLICAS.size()));
    }

    private void run(Fault fault, String name, GatewayProcess victim) throws Exception {
        RandomFile file = new RandomFile(random, name);
        int place = 1 + random.nextInt(MAX_PLACE);
        StreamAttempt first = begin(fault, file, name, victim);
        await("call " + place).until(() -> vendor.calls().size() >= place);
        long began = System.nanoTime();
        cause(fault, first, victim);
        if (fault.isOfRedis()) {
            awaitEndWithoutRedis(fault, file, first);
        }
        long ended = System.nanoTime();
        CompletableFuture<List<GatewayProcess>> substitutes = CompletableFuture
                .supplyAsync(() -> REPLICAS.size() < 2 ? List.of(startReplica()) : List.of());
        List<StreamAttempt> attempts = repeat(file, name, first);
        StreamRound round = new StreamRound(file, vendor.calls(), attempts, began, ended);
        lag = !fault.isOfRedis() && round.lag().compareTo(lag) > 0 ? round.lag() : lag;
        print(String.format(Locale.ROOT, "%s, %s at call %d", name, fault, place), round);
        check(fault, round);
        REPLICAS.addAll(substitutes.join());
    }

    private static void awaitEndWithoutRedis(Fault fault, RandomFile file, StreamAttempt first) throws IOException {
        first.awaitOver();
        assertThat(first.isFinal(RandomFile.LINES)).as("each line has its final answer").isTrue();
        assertThat(file.differences(vendor.stored())).isEmpty();
        if (fault == Fault.REDIS_EMPTIED) {
            // Otherwise only what was forgotten would be carried out again, after later lines that are remembered.
            redis.command("FLUSHALL");
        }
    }

    private StreamAttempt begin(Fault fault, RandomFile file, String key, GatewayProcess victim)
            throws IOException {
        if (fault == Fault.BODY_CUT) {
            return new StreamAttempt(victim, Map.of("Idempotency-Key", key, "Content-Encoding", "gzip"), file.cutGzip(), false);
        }
        boolean whole = !fault.breaksConnection() || random.nextBoolean();
        return new StreamAttempt(victim, Map.of("Idempotency-Key", key), whole ? file.bytes() : file.cut(), whole);
    }

    private static void cause(Fault fault, StreamAttempt attempt, GatewayProcess victim)
            throws IOException, InterruptedException {
        switch (fault) {
            case NONE -> attempt.awaitOver();
            case CLIENT_LEAVES -> attempt.hangUp();
            case CONNECTION_RESET -> attempt.reset();
            case BODY_CUT -> attempt.endBody();
            case REPLICA_KILLED -> {
                REPLICAS.remove(victim);
                victim.kill();
            }
            case REPLICA_TERMINATED -> {
                REPLICAS.remove(victim);
                victim.terminate();
            }
            case REDIS_KILLED -> {
                redis.kill();
                redis.start();
            }
            case REDIS_FROZEN -> {
                redis.freeze();
                await("Redis is lost").until(() -> victim.gauge("friends_import_coordination_degraded") == 1);
                redis.thaw();
            }
            case REDIS_EMPTIED -> redis.command("FLUSHALL");
        }
    }

    /** Sends the whole file until every line has its final answer; returns all attempts. */
    private List<StreamAttempt> repeat(RandomFile file, String key, StreamAttempt first) throws IOException {
        List<StreamAttempt> attempts = new ArrayList<>(List.of(first));
        GatewayProcess replica = REPLICAS.get(random.nextInt(REPLICAS.size()));
        await("every line has its final answer").pollInterval(Duration.ofMillis(200)).until(() -> {
            StreamAttempt repeat = new StreamAttempt(replica, Map.of("Idempotency-Key", key), file.bytes(), true);
            repeat.awaitOver();
            attempts.add(repeat);
            return repeat.isFinal(RandomFile.LINES);
        });
        first.awaitOver();
        return attempts;
    }

    private static void print(String name, StreamRound round) {
        System.out.printf(Locale.ROOT,
                "%s: %d attempts, %d calls, %d in flight, %d made twice, %d overlap, lag %d ms, %.1f s%n",
                name, round.attempts().size(), round.calls().size(), round.callsInFlight(), round.callsRepeated(),
                vendor.overlaps(), round.lag().toMillis(), (System.nanoTime() - round.faultBegan()) / 1e9);
    }

    private void check(Fault fault, StreamRound round) {
        assertThat(round.attempts().get(0).end().map(end -> end.getString("reason"))).isEqualTo(fault.reason);
        if (!fault.isPartlyForgotten()) {
            assertThat(round.file().differences(vendor.stored())).isEmpty();
        }
        round.assertNoLies();
        round.assertEndsAddUp();
        if (fault != Fault.REDIS_EMPTIED) {
            round.assertRepeatsWereUnfinished(lag.multipliedBy(2).plus(MIN_TOLERANCE));
        }
        if (!fault.isOfRedis()) {
            round.assertFinalAnswersStay();
            assertThat(vendor.overlaps()).as("calls for a user whose last one was not answered").isZero();
        }
    }
}
