package org.friendsgateway.quota.redis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.friendsgateway.redis.TwoReplicas.SOON;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.quota.BusiestSecond;
import org.friendsgateway.quota.Priority;
import org.friendsgateway.quota.VirtualReplica;
import org.friendsgateway.quota.VirtualReplica.Call;
import org.friendsgateway.redis.TwoReplicas;
import org.friendsgateway.time.VirtualScheduler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single imports and bulk that wait in two replicas for the same app, a hundred calls a second, in virtual time. */
class PrioritiesOverReplicasTest {

    @RegisterExtension
    static final TwoReplicas replicas = new TwoReplicas("fake:chat", 10);

    private static final int LIMIT = 100;
    private static final Caller ORDERS = new Caller("orders", null, 1);
    private static final Caller BILLING = new Caller("billing", null, 1);
    private static final Caller SALES = new Caller("sales", null, 3);

    /** One call after those for which permits are leased ahead. */
    private static final Duration FEW_CALLS = ofMillis(32);

    private final VirtualScheduler time = new VirtualScheduler();
    private final List<Call> calls = new ArrayList<>();
    private VirtualReplica here;
    private VirtualReplica there;

    @BeforeEach
    void beginAnew() {
        ScriptedQuota.KEYS.forEach(key -> replicas.one.redis.execute("DEL", key).await().atMost(SOON));
        here = replica("here");
        there = replica("there");
        // Until every permit is free that an empty Redis may have leased.
        here.crowd(new Caller("first", null, 1), Priority.SINGLE, 1);
        time.advance(ofSeconds(3));
    }

    private VirtualReplica replica(String name) {
        return new VirtualReplica(new ScriptedQuota(replicas.one.redis, name, LIMIT, time), time, calls);
    }

    private long calls(Caller caller, Priority priority) {
        return calls.stream().filter(call -> call.caller().equals(caller) && call.priority() == priority).count();
    }

    private void measure(Duration period) {
        time.advance(ofSeconds(2));
        calls.clear();
        time.advance(period);
    }

    @ParameterizedTest
    @ValueSource(ints = { 2, 30 })
    void servesASingleImportAfterFewCallsOfBulkElsewhere(int latency) {
        here.latency = ofMillis(latency);
        here.stream(ORDERS, Priority.BULK, 60);
        time.advance(ofSeconds(2));
        calls.clear();
        Random random = new Random(latency);

        for (int i = 0; i < 100; i++) {
            there.crowd(ORDERS, Priority.SINGLE, 1);
            time.advanceMillis(50 + random.nextInt(100));
        }

        assertThat(VirtualReplica.longWait(calls)).isLessThanOrEqualTo(FEW_CALLS);
    }

    @Test
    void givesBulkTheWholeQuotaThatSinglesLeave() {
        here.latency = ofMillis(10);
        there.latency = ofMillis(10);
        here.stream(ORDERS, Priority.BULK, 60);
        there.stream(BILLING, Priority.BULK, 60);

        measure(ofSeconds(4));

        assertThat(calls.size() / 4.0).isBetween(98.0, 100.0);
        assertThat(BusiestSecond.calls(calls.stream().map(call -> ScriptedQuota.micros(call.at())).toList()))
                .isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void givesBulkOnePermitInTenWhileSinglesWaitElsewhere() {
        here.stream(ORDERS, Priority.BULK, 60);
        there.stream(BILLING, Priority.SINGLE, 60);

        measure(ofSeconds(4));

        assertThat((double) calls(ORDERS, Priority.BULK) / calls.size()).isBetween(0.097, 0.11);
        assertThat(calls.size() / 4.0).isBetween(97.0, 100.0);
    }

    @Test
    void givesAllBulkOnePermitInTenWhereverItWaits() {
        here.stream(ORDERS, Priority.BULK, 60);
        here.stream(ORDERS, Priority.SINGLE, 60);
        there.stream(SALES, Priority.BULK, 60);

        measure(ofSeconds(4));

        assertThat((double) calls(ORDERS, Priority.SINGLE) / calls.size()).isBetween(0.88, 0.91);
        assertThat((double) calls(SALES, Priority.BULK) / calls(ORDERS, Priority.BULK)).isBetween(2.0, 4.0);
    }

    @Test
    void sharesSinglesByWeightWhileBulkWaits() {
        here.stream(ORDERS, Priority.BULK, 60);
        here.stream(ORDERS, Priority.SINGLE, 60);
        there.stream(SALES, Priority.SINGLE, 60);

        measure(ofSeconds(4));

        assertThat((double) calls(SALES, Priority.SINGLE) / calls(ORDERS, Priority.SINGLE)).isCloseTo(3, within(0.3));
        assertThat((double) calls(ORDERS, Priority.BULK) / calls.size()).isBetween(0.095, 0.12);
    }

    @Test
    void sharesBulkByWeight() {
        here.stream(ORDERS, Priority.BULK, 60);
        there.stream(SALES, Priority.BULK, 60);

        measure(ofSeconds(4));

        assertThat((double) calls(SALES, Priority.BULK) / calls(ORDERS, Priority.BULK)).isCloseTo(3, within(0.2));
    }

    @Test
    void sharesBulkOfACallerThatWaitsInBothReplicas() {
        here.stream(ORDERS, Priority.BULK, 60);
        there.stream(ORDERS, Priority.BULK, 60);
        there.stream(BILLING, Priority.BULK, 60);

        measure(ofSeconds(4));

        assertThat((double) calls(BILLING, Priority.BULK) / calls(ORDERS, Priority.BULK)).isCloseTo(1, within(0.1));
    }

    @Test
    void understandsTheShareOfAnOlderVersion() {
        here.stream(ORDERS, Priority.BULK, 60);
        here.stream(ORDERS, Priority.SINGLE, 1);
        time.advance(ofSeconds(2));
        String share = "0.000000000 " + ScriptedQuota.now(time) + " 1.000000 caller";
        replicas.one.redis.execute("HSET", "shares", "older", share).await().atMost(SOON);

        measure(ofSeconds(1));

        assertThat(calls).hasSizeBetween(98, 100);
    }
}
