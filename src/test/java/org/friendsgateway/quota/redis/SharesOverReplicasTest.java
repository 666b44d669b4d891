package org.friendsgateway.quota.redis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.friendsgateway.redis.TwoReplicas.SOON;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.quota.BusiestSecond;
import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.PermitQueue;
import org.friendsgateway.quota.Priority;
import org.friendsgateway.redis.TwoReplicas;
import org.friendsgateway.time.Deadline;
import org.friendsgateway.time.VirtualScheduler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Callers that wait in two replicas for the same app, a hundred calls a second, in virtual time. */
class SharesOverReplicasTest {

    @RegisterExtension
    static final TwoReplicas replicas = new TwoReplicas("fake:chat", 10);

    private static final int LIMIT = 100;
    private static final Duration LATENCY = ofMillis(5);
    private static final Caller ORDERS = new Caller("orders", null, 1);
    private static final Caller BILLING = new Caller("billing", null, 1);
    private static final Caller SALES = new Caller("sales", null, 3);

    private final VirtualScheduler time = new VirtualScheduler();
    private final List<Call> calls = new ArrayList<>();
    private final List<Duration> refused = new ArrayList<>();
    private Place here;
    private Place there;

    private record Call(Caller caller, long micros) {
    }

    /** A replica. */
    private final class Place {

        private final ScriptedQuota quota;
        private final PermitQueue queue;

        Place(String name) {
            quota = new ScriptedQuota(replicas.one.redis, name, LIMIT, time);
            queue = new PermitQueue(quota, time);
        }

        @CanIgnoreReturnValue
        List<Cancellable> crowd(Caller caller, int size) {
            List<Cancellable> crowd = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                crowd.add(queue
                        .take(caller, Priority.SINGLE, Deadline.in(ofMinutes(10), time), wait -> Failure.of(Kind.RATE_LIMITED),
                                blocked -> Uni.createFrom().voidItem(), false)
                        .subscribe().with(permit -> send(caller, permit)));
            }
            return crowd;
        }

        /** One call after the other, each of which waits for ten seconds at most. */
        void keepCalling(Caller caller) {
            queue.take(caller, Priority.SINGLE, Deadline.in(ofSeconds(10), time), wait -> {
                refused.add(wait);
                return Failure.of(Kind.RATE_LIMITED);
            }, blocked -> Uni.createFrom().voidItem(), false).subscribe().with(permit -> {
                send(caller, permit);
                time.after(LATENCY).subscribe().with(again -> keepCalling(caller));
            }, late -> {
            });
        }

        private void send(Caller caller, Permit permit) {
            calls.add(new Call(caller, time.nanoTime() / 1000));
            quota.sent(permit);
            time.after(LATENCY).subscribe().with(answered -> quota.ended(permit));
        }
    }

    @BeforeEach
    void beginAnew() {
        ScriptedQuota.KEYS.forEach(key -> replicas.one.redis.execute("DEL", key).await().atMost(SOON));
        here = new Place("here");
        there = new Place("there");
        // Until every permit is free that an empty Redis may have leased.
        here.crowd(new Caller("first", null, 1), 1);
        time.advance(ofSeconds(3));
        calls.clear();
    }

    private long calls(Caller caller) {
        return calls.stream().filter(call -> call.caller().equals(caller)).count();
    }

    private void measure(Duration period) {
        calls.clear();
        time.advance(period);
    }

    @Test
    void servesANewcomerBeforeALongQueueInTheOtherReplica() {
        here.crowd(ORDERS, 2000);
        time.advance(ofSeconds(1));

        there.crowd(BILLING, 1);
        measure(ofMillis(300));

        assertThat(calls(BILLING)).isEqualTo(1);
    }

    @Test
    void refusesNoCallThatIsServedInTime() {
        for (int i = 0; i < 24; i++) {
            here.keepCalling(ORDERS);
            there.keepCalling(ORDERS);
        }
        time.advance(ofSeconds(1));

        measure(ofSeconds(10));

        assertThat(refused).isEmpty();
        assertThat(calls(ORDERS)).isBetween(970L, 1000L);
    }

    @Test
    void sharesByWaitingWeights() {
        here.crowd(ORDERS, 2000);
        there.crowd(SALES, 2000);
        time.advance(ofSeconds(1));

        measure(ofSeconds(4));

        assertThat((double) calls(SALES) / calls(ORDERS)).isCloseTo(3, within(0.2));
        assertThat(calls(SALES) + calls(ORDERS)).isBetween(385L, 400L);
    }

    @Test
    void countsACallerOnceThatWaitsInBothReplicas() {
        here.crowd(ORDERS, 2000);
        there.crowd(ORDERS, 2000);
        there.crowd(BILLING, 2000);
        time.advance(ofSeconds(1));

        measure(ofSeconds(4));

        assertThat((double) calls(BILLING) / calls(ORDERS)).isCloseTo(1, within(0.1));
    }

    @Test
    void leavesAllPermitsToTheOtherReplicaAsSoonAsItsCallersHaveLeft() {
        here.crowd(ORDERS, 2000);
        List<Cancellable> leaving = there.crowd(SALES, 500);
        time.advance(ofSeconds(1));
        leaving.forEach(Cancellable::cancel);

        measure(ofMillis(500));

        assertThat(calls(ORDERS)).isGreaterThan(44);
    }

    @Test
    void refusesNoCallForTheSakeOfCallersThatHaveLeftAnotherReplica() {
        List<Cancellable> leaving = there.crowd(new Caller("heavy", null, 1000), 500);
        time.advance(ofSeconds(1));
        leaving.forEach(Cancellable::cancel);

        here.crowd(ORDERS, 1);
        here.keepCalling(ORDERS);
        time.advance(ofMillis(100));
        here.keepCalling(ORDERS);

        assertThat(refused).isEmpty();
    }

    @Test
    void refusesNoCallForTheSakeOfCallersThatHaveLeftWhileAPermitWasRequested() {
        there.quota.answerAfter(LATENCY);
        List<Cancellable> leaving = there.crowd(new Caller("heavy", null, 1000), 20);
        time.advance(LATENCY.multipliedBy(3).dividedBy(2));
        leaving.forEach(Cancellable::cancel);
        time.advance(LATENCY);

        here.crowd(ORDERS, 1);
        here.keepCalling(ORDERS);
        time.advance(ofMillis(100));
        here.keepCalling(ORDERS);

        assertThat(refused).isEmpty();
    }

    @Test
    void forgivesPermitsLeasedWithoutCompetition() {
        here.crowd(ORDERS, 300);
        time.advance(ofSeconds(4));
        there.crowd(SALES, 2000);
        time.advance(ofSeconds(1));

        here.crowd(ORDERS, 1);
        measure(ofMillis(300));

        assertThat(calls(ORDERS)).isEqualTo(1);
    }

    @Test
    void doesNotWaitForADeadReplica() {
        here.crowd(ORDERS, 2000);
        there.crowd(SALES, 2000);
        time.advance(ofSeconds(1));
        there.quota.die();

        measure(ofSeconds(3));

        assertThat(calls(ORDERS)).isGreaterThan(200);
    }

    @Test
    void servesManyCallersFairlyAndANewcomerSoon() {
        Random random = new Random(7);
        List<Caller> callers = new ArrayList<>();
        int total = 0;
        for (int i = 0; i < 60; i++) {
            Caller caller = new Caller("caller-" + i, null, 1 + random.nextInt(1000));
            callers.add(caller);
            total += caller.weight();
            (i % 2 == 0 ? here : there).crowd(caller, 84);
        }
        time.advance(ofSeconds(1));
        Caller newcomer = new Caller("newcomer", null, 1);
        there.crowd(newcomer, 50);

        measure(ofSeconds(20));

        for (Caller caller : callers) {
            double fair = 20.0 * LIMIT * caller.weight() / total;
            assertThat((double) calls(caller)).as(caller.toString()).isBetween(Math.min(84, 0.85 * fair) - 3, 1.25 * fair + 3);
        }
        long first = calls.stream().filter(call -> call.caller().equals(newcomer)).findFirst().orElseThrow().micros();
        assertThat(first - 4_000_000).isLessThan(1_000_000L * total / LIMIT);
        assertThat(BusiestSecond.calls(calls.stream().map(Call::micros).toList())).isLessThanOrEqualTo(LIMIT);
    }
}
