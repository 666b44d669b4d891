package org.friendsgateway.coordination.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.coordination.Quota.MAX_PAUSE;
import static org.friendsgateway.coordination.Quota.MAX_WAIT;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.SOON;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;

import io.vertx.mutiny.redis.client.Response;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random schedules of what replicas do with the slots of an app, against what must hold: two slots that are to be used are
 * never closer than the spacing, no slot is before its time or beyond the wait, and what is refused takes nothing.
 */
class SlotModelTest extends TwoReplicas {

    private static final int STEPS = 300;
    private static final int SPACING = 10_300;
    private static final long WINDOW = 1_000_000;
    private static final List<String> KEYS = List.of("slots", "line", "pause");
    private static final long LONGEST_WAIT = MAX_WAIT.toNanos() / 1000;
    private static final long LONGEST_PAUSE = MAX_PAUSE.toNanos() / 1000;
    private static final long FARTHEST = LONGEST_WAIT + 10 * WINDOW;

    private final TreeSet<Long> inUse = new TreeSet<>();
    private final long[] seen = new long[3];
    private long now = 1_700_000_000_000_000L;
    private long pausedUntil;

    @BeforeEach
    void beginAnew() {
        KEYS.forEach(key -> one.redis.execute("DEL", key).await().atMost(SOON));
    }

    static LongStream seeds() {
        return LongStream.range(0, 30);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void neverGivesTwoCallsTheSameTime(long seed) throws IOException {
        Random random = new Random(seed);
        var reserve = new ScriptOnOwnClock("reserve", one.redis);
        var giveBack = new ScriptOnOwnClock("give-back", one.redis);
        var postpone = new ScriptOnOwnClock("postpone", one.redis);
        for (int step = 0; step < STEPS; step++) {
            ScriptOnOwnClock.set(one.redis, now);
            switch (random.nextInt(20)) {
                case 0 -> now += random.nextInt(3_000_000);
                case 1 -> giveLastBack(giveBack, random.nextInt(seen.length));
                case 2 -> pause(postpone, random.nextInt(200_000));
                case 3 -> forget(reserve, random.nextInt(seen.length), "seed " + seed + ", step " + step);
                default -> reserve(reserve, random.nextInt(seen.length), random.nextInt(2_000_000), "seed " + seed
                        + ", step " + step);
            }
            now += random.nextInt(2 * SPACING);
        }
    }

    private void reserve(ScriptOnOwnClock script, int who, int longestWait, String where) {
        Response answer = reserve(script, SPACING, longestWait, seen[who], "replica-" + who, 0);
        long wait = answer.get(1).toLong();
        long slot = answer.get(2).toLong();
        assertThat(slot).as(where).isEqualTo(now + wait).isGreaterThanOrEqualTo(pausedUntil);
        assertThat(answer.get(4).toLong()).as(where).isEqualTo(pausedUntil);
        if (answer.get(0).toInteger() == 0) {
            assertThat(wait).as(where).isGreaterThan(longestWait);
            return;
        }
        assertThat(wait).as(where).isBetween(0L, (long) longestWait);
        assertThat(inUse.subSet(slot - SPACING + 1, slot + SPACING)).as(where).isEmpty();
        inUse.add(slot);
        seen[who] = slot + SPACING;
    }

    private static Response reserve(ScriptOnOwnClock script, long spacing, long longestWait, long taken, String replica,
            long pauseLeft) {
        return script.run(KEYS, spacing, longestWait, taken, replica, 0, pauseLeft, FARTHEST, LONGEST_PAUSE);
    }

    /** One call a second, and callers that wait as long as any may. */
    @Test
    void booksEachSlotOnceHoweverFarAheadCallersWait() throws IOException {
        long spacing = 1_030_000;
        var reserve = new ScriptOnOwnClock("reserve", one.redis);
        ScriptOnOwnClock.set(one.redis, now);
        long[] taken = new long[2];
        long last = now - spacing;
        for (int call = 0; last + spacing - now <= LONGEST_WAIT; call++) {
            Response answer = reserve(reserve, spacing, LONGEST_WAIT, taken[call % 2], "replica-" + call % 2, 0);
            assertThat(answer.get(0).toInteger()).isEqualTo(1);
            assertThat(answer.get(2).toLong()).isEqualTo(last + spacing);
            last += spacing;
            taken[call % 2] = last + spacing;
        }
        Response refused = reserve(reserve, spacing, LONGEST_WAIT, taken[0], "replica-0", 0);
        assertThat(refused.get(0).toInteger()).isZero();
        assertThat(refused.get(1).toLong()).isEqualTo(last + spacing - now);
    }

    @Test
    void refusesDuringAPauseOfAnHourWithTheTrueWaitAndGoesOnAfterIt() throws IOException {
        var reserve = new ScriptOnOwnClock("reserve", one.redis);
        ScriptOnOwnClock.set(one.redis, now);
        new ScriptOnOwnClock("postpone", one.redis).run(List.of("pause"), LONGEST_PAUSE);
        Response refused = reserve(reserve, SPACING, LONGEST_WAIT, 0, "replica-0", 0);
        assertThat(refused.get(0).toInteger()).isZero();
        assertThat(refused.get(1).toLong()).isEqualTo(LONGEST_PAUSE);
        ScriptOnOwnClock.set(one.redis, now + LONGEST_PAUSE - LONGEST_WAIT / 2);
        for (int call = 0; call < 3; call++) {
            Response granted = reserve(reserve, SPACING, LONGEST_WAIT, 0, "replica-" + call, 0);
            assertThat(granted.get(2).toLong()).isEqualTo(now + LONGEST_PAUSE + call * SPACING);
        }
    }

    @Test
    void takesNoNoticeOfAPauseThatWasCountedOnAnotherClock() throws IOException {
        var reserve = new ScriptOnOwnClock("reserve", one.redis);
        ScriptOnOwnClock.set(one.redis, now);
        new ScriptOnOwnClock("postpone", one.redis).run(List.of("pause"), LONGEST_PAUSE);
        ScriptOnOwnClock.set(one.redis, now - WINDOW);
        assertThat(reserve(reserve, SPACING, 0, 0, "replica-0", 0).get(2).toLong()).isEqualTo(now - WINDOW);
    }

    @Test
    void learnsAPauseAnewFromAReplicaThatKnowsOfIt() throws IOException {
        var reserve = new ScriptOnOwnClock("reserve", one.redis);
        ScriptOnOwnClock.set(one.redis, now);
        assertThat(reserve(reserve, SPACING, 0, 0, "replica-0", LONGEST_PAUSE / 2).get(1).toLong())
                .isEqualTo(LONGEST_PAUSE / 2);
        assertThat(reserve(reserve, SPACING, 0, 0, "replica-1", 0).get(1).toLong()).isEqualTo(LONGEST_PAUSE / 2);
    }

    private void giveLastBack(ScriptOnOwnClock script, int who) {
        long slot = seen[who] - SPACING;
        if (inUse.contains(slot) && slot > Math.max(now, pausedUntil)) {
            boolean last = inUse.last() == slot;
            script.run(KEYS, slot, SPACING);
            seen[who] = 0;
            if (last) {
                inUse.remove(slot);
            }
        }
    }

    private void pause(ScriptOnOwnClock script, int micros) {
        script.run(List.of("pause"), micros);
        pausedUntil = Math.max(pausedUntil, now + micros);
    }

    // A replica that has seen nothing lately cannot know what was forgotten, so one that has asks first.
    private void forget(ScriptOnOwnClock reserve, int who, String where) {
        boolean saw = !inUse.isEmpty() && seen[who] > now && seen[who] + WINDOW >= inUse.last() + SPACING;
        if (saw && pausedUntil <= seen[who]) {
            one.redis.execute("DEL", KEYS.get(0)).await().atMost(SOON);
            reserve(reserve, who, 0, where);
        }
    }
}
