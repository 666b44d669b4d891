package org.friendsgateway.quota;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.DURATION;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.quota.VirtualReplica.Call;
import org.friendsgateway.quota.local.LocalQuota;
import org.friendsgateway.time.VirtualScheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single imports and bulk that wait in one replica, a hundred calls a second. */
class PermitPriorityTest {

    private static final Caller ORDERS = new Caller("orders", null, 1);
    private static final Caller SALES = new Caller("sales", null, 3);
    /** The time between two calls when all permits are used, and how late a timer may be. */
    private static final Duration ONE_CALL = ofMillis(12);

    private final VirtualScheduler time = new VirtualScheduler();
    private final List<Call> calls = new ArrayList<>();
    private final VirtualReplica replica = new VirtualReplica(new LocalQuota(RateSchedule.of(100, 0.03), time), time, calls);

    private long calls(Priority priority) {
        return calls.stream().filter(call -> call.priority() == priority).count();
    }

    private long calls(Caller caller) {
        return calls.stream().filter(call -> call.caller().equals(caller)).count();
    }

    private void measure(Duration period) {
        calls.clear();
        time.advance(period);
    }

    @ParameterizedTest
    @CsvSource({ "orders, 2", "orders, 10", "orders, 30", "sales, 250" })
    void servesASingleImportAfterOneCallOfBulk(String name, int latency) {
        replica.latency = ofMillis(latency);
        replica.stream(ORDERS, Priority.BULK, 500);
        measure(ofSeconds(5));
        Random random = new Random(latency);

        for (int i = 0; i < 1000; i++) {
            replica.crowd(new Caller(name, null, 1), Priority.SINGLE, 1);
            time.advanceMillis(50 + random.nextInt(100));
        }

        assertThat(VirtualReplica.longWait(calls)).isLessThanOrEqualTo(ONE_CALL);
    }

    @ParameterizedTest
    @CsvSource({ "2, 1, 98.5", "10, 1, 98.5", "250, 1, 97", "2, 250, 98.5", "250, 250, 97" })
    void givesBulkTheWholeQuotaThatSinglesLeave(int latency, int preparation, double callsPerSecond) {
        replica.latency = ofMillis(latency);
        replica.preparation = ofMillis(preparation);
        replica.stream(ORDERS, Priority.BULK, 500);
        time.advance(ofSeconds(4));

        measure(ofSeconds(10));

        assertThat(calls.size() / 10.0).isBetween(callsPerSecond, 100.0);
    }

    @Test
    void givesBulkOnePermitInTenWhileSinglesWait() {
        replica.stream(ORDERS, Priority.BULK, 500);
        replica.stream(SALES, Priority.SINGLE, 500);
        time.advance(ofSeconds(2));

        measure(ofSeconds(10));

        List<Integer> turns = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).priority() == Priority.BULK) {
                turns.add(i);
            }
        }
        assertThat(turns).hasSizeGreaterThan(90);
        for (int i = 1; i < turns.size(); i++) {
            assertThat(turns.get(i) - turns.get(i - 1)).isEqualTo(10);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 500 })
    void sharesBulkByWeight(int singles) {
        replica.stream(ORDERS, Priority.BULK, 500);
        replica.stream(SALES, Priority.BULK, 500);
        replica.stream(ORDERS, Priority.SINGLE, singles);
        time.advance(ofSeconds(2));

        measure(ofSeconds(20));

        long orders = calls.stream().filter(call -> call.priority() == Priority.BULK && call.caller().equals(ORDERS)).count();
        assertThat((double) orders / calls(Priority.BULK)).isCloseTo(0.25, within(0.02));
    }

    @Test
    void sharesSinglesByWeightWhateverBulkWaits() {
        replica.stream(ORDERS, Priority.BULK, 500);
        replica.stream(ORDERS, Priority.SINGLE, 500);
        replica.stream(SALES, Priority.SINGLE, 500);
        time.advance(ofSeconds(2));

        measure(ofSeconds(20));

        assertThat((double) calls(SALES) / calls(Priority.SINGLE)).isCloseTo(0.75, within(0.02));
    }

    @ParameterizedTest
    @ValueSource(strings = { "SINGLE", "BULK" })
    void preparesOtherCallsInsteadOfBlockedOnes(Priority priority) {
        for (int i = 0; i < 500; i++) {
            replica.call(SALES, priority, blocked -> {
                blocked.run();
                return Uni.createFrom().nothing();
            }, () -> {
            });
        }
        replica.crowd(ORDERS, priority, 50);

        time.advance(ofSeconds(1));

        assertThat(calls(ORDERS)).isEqualTo(50);
    }

    @Test
    void servesABlockedCallAtItsPlace() {
        List<Duration> sent = new ArrayList<>();
        replica.call(ORDERS, Priority.BULK, blocked -> {
            blocked.run();
            return time.after(ofSeconds(2));
        }, () -> sent.add(time.elapsed()));
        replica.stream(ORDERS, Priority.BULK, 500);

        time.advance(ofSeconds(3));

        assertThat(sent).singleElement(as(DURATION)).isBetween(ofSeconds(2), ofSeconds(2).plus(ONE_CALL));
    }

    @Test
    void preparesFewCallsOfBulkWhileSinglesWait() {
        AtomicInteger prepared = new AtomicInteger();
        replica.stream(ORDERS, Priority.SINGLE, 500);
        for (int i = 0; i < 500; i++) {
            replica.call(ORDERS, Priority.BULK, blocked -> {
                prepared.incrementAndGet();
                return Uni.createFrom().voidItem();
            }, prepared::decrementAndGet);
        }
        time.advance(ofSeconds(2));

        assertThat(prepared.get()).isBetween(1, 4);
    }

    @ParameterizedTest
    @EnumSource
    void preparesOnlySoManyCallsAtATimeHoweverManyPermitsThereAre(Priority priority) {
        AtomicInteger preparing = new AtomicInteger();
        VirtualReplica fast = new VirtualReplica(new LocalQuota(RateSchedule.of(10_000, 0.03), time), time, calls);
        for (int i = 0; i < 500; i++) {
            fast.call(ORDERS, priority, blocked -> {
                preparing.incrementAndGet();
                return Uni.createFrom().nothing();
            }, () -> {
            });
        }
        time.advance(ofSeconds(1));

        // A server's listener has room for 128 new connections where nothing else was said.
        assertThat(preparing.get()).isBetween(50, 100);
    }

    @ParameterizedTest
    @CsvSource({ "0, 400, SINGLE", "30, 400, SINGLE", "200, 400, SINGLE", "200, 3, SINGLE", "0, 200, BULK", "200, 0, BULK",
            "200, 5, BULK", "20, 200, BULK" })
    void foreseesTheNextPermitOfEachPriority(int singles, int bulk, Priority priority) {
        replica.latency = ofMillis(30);
        replica.crowd(ORDERS, Priority.BULK, 200);
        time.advance(ofMillis(1950));
        replica.crowd(ORDERS, Priority.SINGLE, singles);
        replica.crowd(ORDERS, Priority.BULK, bulk);
        time.advance(ofMillis(50));

        Duration foreseen = replica.queue.estimateWait(ORDERS, priority);
        Duration began = time.elapsed();
        List<Duration> sent = new ArrayList<>();
        replica.call(ORDERS, priority, blocked -> Uni.createFrom().voidItem(), () -> sent.add(time.elapsed()));
        time.advance(ofSeconds(10));

        // The permits that are leased ahead count twice.
        Duration waited = sent.get(0).minus(began);
        assertThat(foreseen).isBetween(waited.minusMillis(20), waited.plus(RateSchedule.HORIZON).plusMillis(20));
    }
}
