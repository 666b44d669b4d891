package org.friendsgateway.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.friendsgateway.Await.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.friendsgateway.process.Closer;
import org.friendsgateway.process.RealRedis;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Single imports and streams share the quota of one app at two replicas. */
@Tag("long")
class StreamPriorityIT {

    private static final int LIMIT = StrictVendor.CALLS_PER_SECOND;
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final int SINGLES = 150;
    /** Callers of weight 1 and 3; the key of a caller is its name. */
    private static final String LIGHT = "light";
    private static final String HEAVY = "heavy";
    /** Time in which the quota has ten permits; a machine that is short of processors needs more than one. */
    private static final Duration TEN_PERMITS = Duration.ofMillis(1_000 * 10 / LIMIT);
    private static final Duration NOISE = Duration.ofMillis(400);

    @RegisterExtension
    static final Closer CLOSER = new Closer();
    private static ReplicaFleet fleet;
    private static StrictVendor vendor;

    @RegisterExtension
    final Closer streams = new Closer();

    @BeforeAll
    static void start() throws IOException {
        fleet = CLOSER.register(ReplicaFleet.with(CLOSER.register(new RealRedis()), 2,
                Stream.of(Stream.of("-Dgateway.auth.mode=api-key"), CallersShareIT.key(LIGHT, 1), CallersShareIT.key(HEAVY, 3))
                        .flatMap(some -> some).toArray(String[]::new)));
        vendor = fleet.vendor();
        fleet.awaitShared();
        saturate(List.of(callers(LIGHT, 0), callers(LIGHT, 1)));
    }

    private static void saturate(List<CallerPool> both) {
        both.forEach(callers -> callers.keepAsking(SaturationRun.CALLERS_PER_REPLICA, WAIT));
        vendor.awaitCalls(5 * LIMIT);
        both.forEach(CallerPool::stop);
        both.forEach(CallerPool::awaitAll);
    }

    private static CallerPool callers(String name, int replica) {
        return new CallerPool(fleet.vertx(), fleet.gateways().get(replica), vendor::newUser,
                Map.of("Authorization", "Bearer " + name));
    }

    private SteadyStream stream(String name, int replica) throws IOException {
        return streams.register(new SteadyStream(fleet.gateways().get(replica), name, vendor::newUser));
    }

    private static void awaitQuiet() {
        await("no call is in flight").until(() -> vendor.counters().inFlight() == 0);
    }

    @Test
    void letsASingleImportWaitForHardlyMoreThanOneCallOfAStream() throws IOException {
        awaitQuiet();
        List<Duration> alone = singles();
        SteadyStream stream = stream(LIGHT, 0);
        vendor.awaitCalls(3 * LIMIT);
        int before = stream.complete();
        long from = System.nanoTime();

        List<Duration> beside = singles();

        double perSecond = (stream.complete() - before) / (Duration.ofNanos(System.nanoTime() - from).toMillis() / 1e3);
        System.out.printf(Locale.ROOT, "a single import: p50 %d ms, p99 %d ms alone; p50 %d ms, p99 %d ms beside a stream of"
                + " %.0f lines a second, refused %d%n", percentile(alone, 50), percentile(alone, 99), percentile(beside, 50),
                percentile(beside, 99), perSecond, vendor.counters().refusals());
        assertThat(percentile(beside, 50)).isLessThan(percentile(alone, 50) + TEN_PERMITS.toMillis());
        assertThat(percentile(beside, 99)).isLessThan(percentile(alone, 99) + TEN_PERMITS.plus(NOISE).toMillis());
        assertThat(stream.others()).isZero();
        assertThat(vendor.counters().refusals()).isZero();
    }

    /** Makes one import after the other, by turns at both replicas. */
    private static List<Duration> singles() {
        List<CallerPool> both = List.of(callers(LIGHT, 0), callers(LIGHT, 1));
        List<Duration> took = IntStream.range(0, SINGLES).mapToObj(i -> {
            long from = System.nanoTime();
            both.get(i % 2).ask(vendor.newUser(), List.of("one", "two"), WAIT).toCompletionStage().toCompletableFuture().join();
            return Duration.ofNanos(System.nanoTime() - from);
        }).sorted().toList();
        assertThat(Responses.counts(both)).containsOnlyKeys("200");
        return took;
    }

    private static long percentile(List<Duration> sorted, int percent) {
        return sorted.get(sorted.size() * percent / 100).toMillis();
    }

    @Test
    void sharesTheQuotaBetweenStreamsByTheWeightOfTheirCallers() throws IOException {
        awaitQuiet();
        SteadyStream light = stream(LIGHT, 0);
        SteadyStream heavy = stream(HEAVY, 1);
        vendor.awaitCalls(5 * LIMIT);
        int lightBefore = light.complete();
        int heavyBefore = heavy.complete();

        vendor.awaitCalls(10 * LIMIT);

        int ofLight = light.complete() - lightBefore;
        int ofHeavy = heavy.complete() - heavyBefore;
        System.out.printf(Locale.ROOT, "streams of weights 1 and 3: %d and %d lines, refused %d%n", ofLight, ofHeavy,
                vendor.counters().refusals());
        assertThat((double) ofHeavy / (ofLight + ofHeavy)).isCloseTo(0.75, within(0.06));
        assertThat(light.others() + heavy.others()).isZero();
        assertThat(vendor.counters().refusals()).isZero();
    }

    @Test
    void leavesATenthToAStreamWhenSingleImportsSaturateTheQuota() throws IOException {
        awaitQuiet();
        List<CallerPool> singles = List.of(callers(LIGHT, 0), callers(LIGHT, 1));
        SteadyStream stream = stream(LIGHT, 0);
        singles.forEach(callers -> callers.keepAsking(SaturationRun.CALLERS_PER_REPLICA, WAIT));
        vendor.awaitCalls(5 * LIMIT);
        int before = stream.complete();

        vendor.awaitCalls(10 * LIMIT);

        double share = (stream.complete() - before) / (10.0 * LIMIT);
        singles.forEach(CallerPool::stop);
        singles.forEach(CallerPool::awaitAll);
        System.out.printf(Locale.ROOT, "a stream beside single imports that saturate: %.1f%% of the calls, refused %d%n",
                100 * share, vendor.counters().refusals());
        assertThat(share).isCloseTo(0.1, within(0.05));
        assertThat(Responses.counts(singles)).containsOnlyKeys("200");
        assertThat(stream.others()).isZero();
        assertThat(vendor.counters().refusals()).isZero();
    }
}
