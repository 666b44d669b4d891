package org.friendsgateway.coordination.redis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.coordination.redis.Replica.LONG;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.coordination.Pace;
import org.friendsgateway.coordination.Quota.Slot;
import org.friendsgateway.process.RealRedis;
import org.friendsgateway.vendor.AppProfile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas share ten calls a second in a real Redis, which forgets. */
class RedisQuotaTest {

    private static final Duration SPACING = Pace.of(10, 0.03).spacing();
    private static final long SPACING_MICROS = SPACING.toNanos() / 1000;
    static final Duration SOON = ofMinutes(1);
    /** Slots of some seconds: none of the next comes while a busy machine stands still. */
    private static final int BACKLOG = 50;

    private static final AtomicInteger APPS = new AtomicInteger();

    private static RealRedis redis;
    private static Replica one;
    private static Replica two;
    private String key;

    @BeforeAll
    static void start() throws Exception {
        redis = new RealRedis();
        one = new Replica(redis, app());
        two = new Replica(redis, app());
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
        one.close();
        two.close();
    }

    @BeforeEach
    void beginAnew() {
        until(() -> one.coordination.replicas() == 2 && two.coordination.replicas() == 2, SOON);
        until(() -> !one.coordination.degraded() && !two.coordination.degraded(), SOON);
        // Replicas remember an app's slots, so each test has an app of its own.
        AppProfile app = app();
        one.use(app);
        two.use(app);
        key = "friends-gateway:{fake:" + app.name() + "}:quota";
    }

    private static AppProfile app() {
        return new AppProfile("chat" + APPS.incrementAndGet(), "fake", 10, 10);
    }

    static void until(BooleanSupplier condition, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it takes longer than %s", atMost).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void command(Replica replica, String command, String... words) {
        replica.redis.execute(command, words).await().atMost(SOON);
    }

    /** Reserves at all replicas at the same time. */
    @CanIgnoreReturnValue
    static List<Slot> reserveTogether(int times, Replica... replicas) {
        List<Uni<Slot>> reserving = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            for (Replica replica : replicas) {
                reserving.add(replica.reserving(LONG));
            }
        }
        return Uni.join().all(reserving).andFailFast().await().atMost(SOON);
    }

    static void assertSpaced(List<Slot> slots, Duration spacing) {
        List<Long> numbers = new ArrayList<>(slots.stream().map(Slot::number).toList());
        Collections.sort(numbers);
        for (int i = 1; i < numbers.size(); i++) {
            assertThat(numbers.get(i) - numbers.get(i - 1)).isGreaterThanOrEqualTo(spacing.toNanos() / 1000);
        }
    }

    @Test
    void spacesTheSlotsOfAllReplicasEvenly() {
        List<Slot> slots = reserveTogether(100, one, two);
        assertThat(slots).hasSize(200).allMatch(Slot::granted);
        assertSpaced(slots, SPACING);
    }

    @Test
    void takesNothingWhenTheSlotLiesTooFarAhead() {
        reserveTogether(BACKLOG, one);
        Slot refused = two.reserve(ofMillis(100));
        assertThat(refused.granted()).isFalse();
        assertThat(refused.delay()).isBetween(ofMillis(101), SPACING.multipliedBy(BACKLOG));
        assertThat(one.reserve(LONG).number()).isEqualTo(refused.number());
    }

    @Test
    void takesTheLastSlotBackForEverybody() {
        reserveTogether(BACKLOG, one);
        Slot last = one.reserve(LONG);
        one.quota.giveBack(last).await().atMost(SOON);
        assertThat(two.reserve(LONG).number()).isEqualTo(last.number());
    }

    @Test
    void takesNoSlotBackWhenAnotherReplicaTookALaterOneSince() {
        reserveTogether(BACKLOG, one);
        Slot given = one.reserve(LONG);
        Slot later = two.reserve(LONG);
        one.quota.giveBack(given).await().atMost(SOON);
        assertThat(two.reserve(LONG).number()).isEqualTo(later.number() + SPACING_MICROS);
    }

    @Test
    void goesOnWhenRedisForgetsItsScripts() {
        Slot first = one.reserve(LONG);
        command(one, "SCRIPT", "FLUSH");
        Slot second = two.reserve(LONG);
        assertThat(second.number()).isGreaterThanOrEqualTo(first.number() + SPACING_MICROS);
        assertThat(two.coordination.degraded()).isFalse();
    }

    @Test
    void keepsClearOfSlotsThatRedisHasForgotten() {
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            slots.addAll(reserveTogether(1, one, two));
        }
        command(one, "FLUSHALL");
        slots.addAll(reserveTogether(10, two, one));
        assertSpaced(slots, SPACING);
        assertThat(one.coordination.degraded()).isFalse();
    }

    @Test
    void keepsClearOfSlotsThatAnOlderCopyOfRedisDoesNotKnow() {
        Slot old = one.reserve(LONG);
        List<Slot> slots = new ArrayList<>(reserveTogether(5, one, two));
        command(one, "SET", key, Long.toString(old.number() + SPACING_MICROS));
        slots.addAll(reserveTogether(5, one, two));
        assertSpaced(slots, SPACING);
    }

    @Test
    void doesNotWaitForAClockThatWentBack() {
        one.reserve(LONG);
        command(one, "SET", key, Long.toString(System.currentTimeMillis() * 1000 + Duration.ofHours(1).toMillis() * 1000));
        assertThat(one.reserve(LONG).delay()).isLessThan(ofSeconds(30));
    }

    @Test
    void leavesNothingBehindInRedisOnceTheLastSlotHasCome() {
        one.reserve(LONG);
        until(() -> one.redis.execute("EXISTS", key).await().atMost(SOON).toInteger() == 0,
                SOON);
    }

    @Test
    void countsTheReplicasThatAreAlive() {
        try (Replica third = new Replica(redis, app())) {
            until(() -> one.coordination.replicas() == 3 && third.coordination.replicas() == 3, SOON);
        }
        until(() -> one.coordination.replicas() == 2, SOON);
    }
}
