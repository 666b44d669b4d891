package org.friendsgateway.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.friendsgateway.Patience;
import org.friendsgateway.process.RealRedis;
import org.friendsgateway.process.Started;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Callers with weights share the quota of one app at two replicas. */
@Tag("long")
class CallersShareIT {

    private static final int LIMIT = StrictVendor.CALLS_PER_SECOND;
    private static final int REPLICAS = 2;
    private static final Duration WAIT = Duration.ofSeconds(120);
    /** What a wait may take beyond a caller's share: replicas learn of new callers, and a busy machine is late. */
    private static final Duration MARGIN = Duration.ofSeconds(3);
    /** Of one caller with the highest weight there is, and of 59 others: the names of callers are their places here. */
    private static final List<Integer> WEIGHTS = IntStream
            .concat(IntStream.of(1_000), IntStream.range(0, 59).map(other -> 1 + other % 20)).boxed().toList();
    /** Makes 5,000, which wait for the same 50 seconds each. */
    private static final double WAITING_PER_WEIGHT = 3.1;
    private static final int TRIES = 8;
    /** Have the weight 1, and are none of those. */
    private static final List<String> NEWCOMERS = List.of("new0", "new1");

    private static final Started STARTED = new Started();
    private static StrictVendor vendor;
    private static ReplicaFleet fleet;

    private final List<Callers> all = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        RealRedis redis = STARTED.add(new RealRedis());
        vendor = STARTED.add(new StrictVendor());
        Stream<String> keys = IntStream.range(0, WEIGHTS.size()).boxed()
                .flatMap(caller -> key("caller" + caller, WEIGHTS.get(caller)));
        Stream<String> others = Stream
                .of(NEWCOMERS.stream().flatMap(name -> key(name, 1)), key("crowd", 100), key("equal", 100))
                .flatMap(some -> some);
        Stream<String> server = Stream.of("-Xmx384m", "-Dgateway.auth.mode=api-key", "-Dgateway.max-in-flight=6000",
                "-Dquarkus.redis.hosts=redis://127.0.0.1:" + redis.port());
        fleet = STARTED.add(new ReplicaFleet(REPLICAS, vendor,
                Stream.of(server, keys, others).flatMap(some -> some).toArray(String[]::new)));
        fleet.awaitShared();
        warmUp();
    }

    private static void warmUp() {
        List<Callers> some = IntStream.range(0, REPLICAS).mapToObj(replica -> as("crowd", replica)).toList();
        some.forEach(callers -> callers.keepAsking(Run.CALLERS_OF_A_REPLICA, WAIT));
        vendor.untilCalls(5 * LIMIT);
        some.forEach(Callers::leave);
        some.forEach(Callers::awaitAll);
    }

    // The key of a caller is its name.
    private static Stream<String> key(String name, int weight) {
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

    @AfterAll
    static void stop() throws Exception {
        STARTED.close();
    }

    /** Nobody waits any longer, and nothing of those who did is left. */
    @AfterEach
    void hangUp() {
        all.forEach(some -> some.hangUp().toCompletionStage().toCompletableFuture().join());
        Patience.until("no call is under way", () -> vendor.counters().inFlight() == 0);
    }

    private Callers callers(String name, int replica) {
        Callers some = as(name, replica);
        all.add(some);
        return some;
    }

    private static Callers as(String name, int replica) {
        return new Callers(fleet.vertx(), fleet.gateways().get(replica), vendor::newUser,
                Map.of("Authorization", "Bearer " + name));
    }

    @Test
    void givesEachCallerItsShareByWeightAndANewcomerToo() {
        List<List<Callers>> callers = IntStream.range(0, WEIGHTS.size()).mapToObj(this::crowd).toList();
        vendor.untilCalls(3 * LIMIT);
        List<Integer> before = callers.stream().map(CallersShareIT::served).toList();
        List<Callers> newcomers = IntStream.range(0, REPLICAS).mapToObj(replica -> callers(NEWCOMERS.get(replica), replica))
                .toList();
        newcomers.forEach(newcomer -> newcomer.ask(vendor.newUser(), List.of("friend"), WAIT));

        vendor.untilCalls(15 * LIMIT);

        List<Integer> served = IntStream.range(0, WEIGHTS.size()).mapToObj(i -> served(callers.get(i)) - before.get(i))
                .toList();
        double weights = WEIGHTS.stream().mapToInt(weight -> weight).sum() + NEWCOMERS.size();
        Duration longest = Duration.ofMillis((long) (1_000 * weights / LIMIT)).plus(MARGIN);
        Patience.until("the newcomers have an answer", WAIT, () -> newcomers.stream().allMatch(some -> answers(some) == 1));
        print("weights 1 to 1000", "served by weight " + served + ", the slower newcomer after "
                + newcomers.stream().map(some -> some.tally().slowest()).max(Duration::compareTo).orElseThrow()
                + " of at most " + longest);
        assertAllImported();
        assertThat(newcomers).allMatch(newcomer -> newcomer.tally().slowest().compareTo(longest) <= 0);
        int total = served.stream().mapToInt(n -> n).sum();
        for (int i = 0; i < WEIGHTS.size(); i++) {
            double fair = total * WEIGHTS.get(i) / weights;
            // An import more or less at each end of the time and at each replica.
            assertThat((double) served.get(i)).as("caller of weight %d", WEIGHTS.get(i)).isCloseTo(fair, within(4 + fair / 20));
        }
    }

    /** As many imports of one caller wait, at both replicas, as its weight is worth. */
    private List<Callers> crowd(int caller) {
        List<Callers> atBoth = IntStream.range(0, REPLICAS).mapToObj(replica -> callers("caller" + caller, replica)).toList();
        for (int i = 0; i < Math.ceil(WAITING_PER_WEIGHT * WEIGHTS.get(caller)); i++) {
            atBoth.get((i + caller) % REPLICAS).keepAsking(1, WAIT);
        }
        return atBoth;
    }

    @Test
    void letsANewcomerOfLittleWeightInAtOnceWhereAHeavyCallerHasACrowd() {
        for (int replica = 0; replica < REPLICAS; replica++) {
            callers("crowd", replica).keepAsking(500, WAIT);
        }
        vendor.untilCalls(2 * LIMIT);

        // The weights that wait are 100 and 1.
        Duration longest = Duration.ofMillis(1_000 * 101 / LIMIT).plus(MARGIN);
        Callers newcomer = callers(NEWCOMERS.get(0), 0);
        for (int i = 1; i <= TRIES && newcomer.tally().slowest().compareTo(longest) <= 0; i++) {
            int answers = i;
            newcomer.ask(vendor.newUser(), List.of("friend"), WAIT);
            Patience.until("the newcomer has an answer", WAIT, () -> answers(newcomer) == answers);
        }

        print("weights 100 and 1", answers(newcomer) + " newcomers, the slowest after " + newcomer.tally().slowest());
        assertAllImported();
        assertThat(newcomer.tally().slowest()).isLessThanOrEqualTo(longest);
    }

    @Test
    void givesANewcomerHalfOfTheCallsWhereACallerOfTheSameWeightHasACrowdAtAnotherReplica() {
        Callers crowd = callers("crowd", 0);
        crowd.keepAsking(1_000, WAIT);
        vendor.untilCalls(2 * LIMIT);
        Callers newcomer = callers("equal", 1);
        newcomer.keepAsking(100, WAIT);
        vendor.untilCalls(2 * LIMIT);
        int crowdBefore = served(List.of(crowd));
        int newcomerBefore = served(List.of(newcomer));

        vendor.untilCalls(10 * LIMIT);

        double ofNewcomer = served(List.of(newcomer)) - newcomerBefore;
        double share = ofNewcomer / (ofNewcomer + served(List.of(crowd)) - crowdBefore);
        print("equal weights", String.format(Locale.ROOT, "share of the newcomer %.1f%%", 100 * share));
        assertAllImported();
        assertThat(share).isCloseTo(0.5, within(0.05));
    }

    private static int served(List<Callers> some) {
        return some.stream().mapToInt(callers -> callers.tally().answers().getOrDefault("200", 0)).sum();
    }

    private static int answers(Callers some) {
        return some.tally().answers().values().stream().mapToInt(times -> times).sum();
    }

    private Map<String, Integer> answers() {
        Map<String, Integer> answers = new TreeMap<>();
        all.forEach(some -> some.tally().answers().forEach((what, times) -> answers.merge(what, times, Integer::sum)));
        return answers;
    }

    private void print(String name, String figures) {
        System.out.printf("%-21s %s, refused %d, answers %s%n", name, figures, vendor.counters().refusals(), answers());
    }

    /** Nobody is refused, by the gateway or by the vendor. */
    private void assertAllImported() {
        assertThat(answers()).containsOnlyKeys("200");
        assertThat(vendor.counters().refusals()).as("refused for speed").isZero();
    }
}
