package org.friendsgateway.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.friendsgateway.Await.await;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.friendsgateway.process.Closer;
import org.friendsgateway.process.RealRedis;
import org.friendsgateway.redis.RedisKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** CallerPool with weights share the quota of one app at two replicas. */
@Tag("long")
class CallersShareIT {

    private static final int LIMIT = StrictVendor.CALLS_PER_SECOND;
    private static final int REPLICAS = 2;
    private static final Duration WAIT = Duration.ofSeconds(120);
    /** Added to the wait by a caller's share: replicas learn of new callers with delay, and a busy machine is late. */
    private static final Duration MARGIN = Duration.ofSeconds(3);
    /** One caller has the highest weight possible, 59 have less; {@code caller<index>} is its name. */
    private static final List<Integer> WEIGHTS = IntStream
            .concat(IntStream.of(1_000), IntStream.range(0, 59).map(other -> 1 + other % 20)).boxed().toList();
    /** Makes 5,000 imports, each of which waits for about 50 seconds. */
    private static final double WAITING_PER_WEIGHT = 3.1;
    private static final int TRIES = 8;
    private static final String SHARES = RedisKeys.ofApp("tencent:chat", "shares");
    /** Further callers, of weight 1. */
    private static final List<String> NEWCOMERS = List.of("new0", "new1");

    @RegisterExtension
    static final Closer CLOSER = new Closer();
    private static RealRedis redis;
    private static StrictVendor vendor;
    private static ReplicaFleet fleet;

    private final List<CallerPool> all = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        Stream<String> keys = IntStream.range(0, WEIGHTS.size()).boxed()
                .flatMap(caller -> key("caller" + caller, WEIGHTS.get(caller)));
        Stream<String> others = Stream
                .of(NEWCOMERS.stream().flatMap(name -> key(name, 1)), key("crowd", 100), key("equal", 100))
                .flatMap(some -> some);
        Stream<String> server = Stream.of("-Xmx384m", "-Dgateway.auth.mode=api-key", "-Dgateway.max-in-flight=6000");
        redis = CLOSER.register(new RealRedis());
        fleet = CLOSER.register(ReplicaFleet.with(redis, REPLICAS,
                Stream.of(server, keys, others).flatMap(some -> some).toArray(String[]::new)));
        vendor = fleet.vendor();
        fleet.awaitShared();
        warmUp();
    }

    private static void warmUp() {
        List<CallerPool> some = IntStream.range(0, REPLICAS).mapToObj(replica -> as("crowd", replica)).toList();
        some.forEach(callers -> callers.keepAsking(SaturationRun.CALLERS_PER_REPLICA, WAIT));
        vendor.awaitCalls(5 * LIMIT);
        some.forEach(CallerPool::stop);
        some.forEach(CallerPool::awaitAll);
    }

    /** Options for a caller whose key is its name. */
    static Stream<String> key(String name, int weight) {
        String key = "-Dgateway.auth.keys." + name + ".";
        return Stream.of(key + "sha256=" + sha256(name), key + "weight=" + weight);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Leaves no waiting import to the next test. */
    @AfterEach
    void hangUp() {
        all.forEach(some -> some.hangUp().toCompletionStage().toCompletableFuture().join());
        await("no call is in flight").until(() -> vendor.counters().inFlight() == 0);
        await("no replica says that calls wait").until(() -> redis.command("HVALS", SHARES).lines()
                .allMatch(CallersShareIT::saysThatNoCallsWait));
    }

    private static boolean saysThatNoCallsWait(String share) {
        String lastRequest = share.split(" ")[1];
        return lastRequest.equals("0");
    }

    private CallerPool callers(String name, int replica) {
        CallerPool some = as(name, replica);
        all.add(some);
        return some;
    }

    private static CallerPool as(String name, int replica) {
        return new CallerPool(fleet.vertx(), fleet.gateways().get(replica), vendor::newUser,
                Map.of("Authorization", "Bearer " + name));
    }

    @Test
    void givesEachCallerItsShareByWeightAndANewcomerToo() {
        List<List<CallerPool>> callers = IntStream.range(0, WEIGHTS.size()).mapToObj(this::crowd).toList();
        vendor.awaitCalls(3 * LIMIT);
        List<Integer> before = callers.stream().map(CallersShareIT::served).toList();
        List<CallerPool> newcomers = IntStream.range(0, REPLICAS).mapToObj(replica -> callers(NEWCOMERS.get(replica), replica))
                .toList();
        newcomers.forEach(newcomer -> newcomer.ask(vendor.newUser(), List.of("friend"), WAIT));

        vendor.awaitCalls(15 * LIMIT);

        List<Integer> served = IntStream.range(0, WEIGHTS.size()).mapToObj(i -> served(callers.get(i)) - before.get(i))
                .toList();
        double weights = WEIGHTS.stream().mapToInt(weight -> weight).sum() + NEWCOMERS.size();
        Duration longest = Duration.ofMillis((long) (1_000 * weights / LIMIT)).plus(MARGIN);
        await("the newcomers have an answer").atMost(WAIT).until(() -> newcomers.stream().allMatch(some -> answers(some) == 1));
        print("weights 1 to 1000", "served by weight " + served + ", the slower newcomer after "
                + newcomers.stream().map(some -> some.responses().slowest()).max(Duration::compareTo).orElseThrow()
                + " of at most " + longest);
        assertAllImported();
        assertThat(newcomers).allMatch(newcomer -> newcomer.responses().slowest().compareTo(longest) <= 0);
        int total = served.stream().mapToInt(n -> n).sum();
        for (int i = 0; i < WEIGHTS.size(); i++) {
            double fair = total * WEIGHTS.get(i) / weights;
            // An import more or less at each end of the time and at each replica.
            assertThat((double) served.get(i)).as("caller of weight %d", WEIGHTS.get(i)).isCloseTo(fair, within(4 + fair / 20));
        }
    }

    /** Keeps imports of one caller waiting at both replicas, in proportion to its weight. */
    private List<CallerPool> crowd(int caller) {
        List<CallerPool> atBoth = IntStream.range(0, REPLICAS).mapToObj(replica -> callers("caller" + caller, replica))
                .toList();
        for (int i = 0; i < Math.ceil(WAITING_PER_WEIGHT * WEIGHTS.get(caller)); i++) {
            atBoth.get((i + caller) % REPLICAS).keepAsking(1, WAIT);
        }
        return atBoth;
    }

    @Test
    void servesANewcomerOfLittleWeightAtOnceBesideACrowdOfAHeavyCaller() {
        for (int replica = 0; replica < REPLICAS; replica++) {
            callers("crowd", replica).keepAsking(500, WAIT);
        }
        vendor.awaitCalls(2 * LIMIT);

        // The waiting callers weigh 100 and 1.
        Duration longest = Duration.ofMillis(1_000 * 101 / LIMIT).plus(MARGIN);
        CallerPool newcomer = callers(NEWCOMERS.get(0), 0);
        for (int i = 1; i <= TRIES && newcomer.responses().slowest().compareTo(longest) <= 0; i++) {
            int answers = i;
            newcomer.ask(vendor.newUser(), List.of("friend"), WAIT);
            await("the newcomer has an answer").atMost(WAIT).until(() -> answers(newcomer) == answers);
        }

        print("weights 100 and 1", answers(newcomer) + " newcomers, the slowest after " + newcomer.responses().slowest());
        assertAllImported();
        assertThat(newcomer.responses().slowest()).isLessThanOrEqualTo(longest);
    }

    @Test
    void givesANewcomerHalfOfTheCallsBesideACrowdOfTheSameWeightAtAnotherReplica() {
        CallerPool crowd = callers("crowd", 0);
        crowd.keepAsking(1_000, WAIT);
        vendor.awaitCalls(2 * LIMIT);
        CallerPool newcomer = callers("equal", 1);
        newcomer.keepAsking(100, WAIT);
        vendor.awaitCalls(2 * LIMIT);
        int crowdBefore = served(List.of(crowd));
        int newcomerBefore = served(List.of(newcomer));

        vendor.awaitCalls(10 * LIMIT);

        double ofNewcomer = served(List.of(newcomer)) - newcomerBefore;
        double share = ofNewcomer / (ofNewcomer + served(List.of(crowd)) - crowdBefore);
        print("equal weights", String.format(Locale.ROOT, "share of the newcomer %.1f%%", 100 * share));
        assertAllImported();
        assertThat(share).isCloseTo(0.5, within(0.05));
    }

    private static int served(List<CallerPool> some) {
        return some.stream().mapToInt(callers -> callers.responses().counts().getOrDefault("200", 0)).sum();
    }

    private static int answers(CallerPool some) {
        return some.responses().counts().values().stream().mapToInt(times -> times).sum();
    }

    private void print(String name, String figures) {
        System.out.printf("%-21s %s, refused %d, answers %s%n", name, figures, vendor.counters().refusals(),
                Responses.counts(all));
    }

    /** Neither the gateway nor the vendor refuses anything. */
    private void assertAllImported() {
        assertThat(Responses.counts(all)).containsOnlyKeys("200");
        assertThat(vendor.counters().refusals()).as("refused for speed").isZero();
    }
}
