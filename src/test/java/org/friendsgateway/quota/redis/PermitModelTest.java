package org.friendsgateway.quota.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.redis.TwoReplicas.SOON;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

import io.vertx.mutiny.redis.client.Response;

import org.friendsgateway.quota.BusiestSecond;
import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.Priority;
import org.friendsgateway.quota.Quota.Demand;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.quota.Quota.Waiting;
import org.friendsgateway.quota.RateSchedule;
import org.friendsgateway.quota.local.LocalQuota;
import org.friendsgateway.redis.ScriptOnOwnClock;
import org.friendsgateway.redis.TwoReplicas;
import org.friendsgateway.time.VirtualScheduler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random operations on the permits of an app: the scripts answer like a local quota, and whatever is late or lost, no second
 * sees more calls than the limit.
 */
class PermitModelTest {

    @RegisterExtension
    static final TwoReplicas replicas = new TwoReplicas("fake:chat", 10);

    private static final int LIMIT = 10;
    private static final RateSchedule SCHEDULE = RateSchedule.of(LIMIT, 0.03);
    private static final int STEPS = 400;
    private static final long UNUSED = 0;
    private static final Demand DEMAND = Demand.of(Priority.SINGLE, new Waiting(1, "caller"), null);

    private final VirtualScheduler time = new VirtualScheduler();
    private final long[] known = new long[3];
    private final List<Long> arrivals = new ArrayList<>();
    private final List<Call> underWay = new ArrayList<>();
    private final Map<Long, Long> reports = new LinkedHashMap<>();
    private final Map<Long, Permit> model = new HashMap<>();
    private LocalQuota reference;
    private ScriptOnOwnClock lease;
    private ScriptOnOwnClock pause;
    private String where = "";

    /** A permit that was leased. */
    private record Call(long permit, long due) {
    }

    @BeforeEach
    void beginAnew() {
        ScriptedQuota.KEYS.forEach(key -> replicas.one.redis.execute("DEL", key).await().atMost(SOON));
        lease = new ScriptOnOwnClock("permit-lease", replicas.one.redis);
        pause = new ScriptOnOwnClock("permit-pause", replicas.one.redis);
        reference = new LocalQuota(SCHEDULE, time);
        reference.pauseFor(SCHEDULE.quarantine());
        assertThat(lease(0).get(1).toLong()).isEqualTo(ScriptedQuota.micros(SCHEDULE.quarantine()));
    }

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void answersLikeALocalQuota(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            where = "seed " + seed + ", step " + step;
            switch (random.nextInt(20)) {
                case 0 -> time.advanceMillis(random.nextInt(3000));
                case 1 -> pause(random.nextInt(300));
                case 2, 3, 4, 5, 6, 7 -> endOne(random);
                default -> leaseLikeTheModel();
            }
            time.advanceMillis(random.nextInt(40));
        }
        assertThat(BusiestSecond.calls(arrivals)).as(where).isLessThanOrEqualTo(LIMIT);
    }

    private void leaseLikeTheModel() {
        Lease expected = reference.lease(DEMAND).await().indefinitely();
        Response answer = lease(0);
        assertThat(answer.get(1).toLong()).as(where).isEqualTo(ScriptedQuota.micros(expected.delay()));
        assertThat(answer.get(0).toString().isEmpty()).as(where).isEqualTo(expected.permit() == null);
        if (expected.permit() != null) {
            model.put(answer.get(0).toLong(), expected.permit());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keepsTheLimitWhateverIsLost(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            where = "seed " + seed + ", step " + step;
            switch (random.nextInt(40)) {
                case 0 -> time.advanceMillis(random.nextInt(3000));
                case 1 ->
                    replicas.one.redis
                            .execute("DEL", ScriptedQuota.KEYS.get(0), ScriptedQuota.KEYS.get(1), ScriptedQuota.KEYS.get(2))
                            .await().atMost(SOON);
                case 2 -> reports.clear();
                case 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 -> endOne(random);
                default -> lease(random.nextInt(known.length));
            }
            time.advanceMillis(random.nextInt(40));
        }
        assertThat(BusiestSecond.calls(arrivals)).as(where).isLessThanOrEqualTo(LIMIT);
    }

    private Response lease(int who) {
        ScriptOnOwnClock.set(replicas.one.redis, now());
        List<Object> arguments = ScriptedQuota.terms(SCHEDULE);
        arguments.addAll(List.of(known[who], 0, "replica-" + who, 1, "caller", 0, "", ""));
        reports.forEach((permit, arrived) -> arguments.addAll(List.of(permit, arrived == UNUSED ? "unused" : now() - arrived)));
        reports.clear();
        Response answer = lease.run(ScriptedQuota.KEYS, arguments.toArray());
        known[who] = Math.max(known[who], answer.get(2).toLong());
        if (!answer.get(0).toString().isEmpty()) {
            underWay.add(new Call(answer.get(0).toLong(), now() + answer.get(1).toLong()));
        }
        return answer;
    }

    private void pause(int millis) {
        ScriptOnOwnClock.set(replicas.one.redis, now());
        List<Object> arguments = ScriptedQuota.terms(SCHEDULE);
        arguments.addAll(List.of(0, millis * 1000));
        pause.run(ScriptedQuota.KEYS.subList(0, 2), arguments.toArray());
        reference.pauseFor(Duration.ofMillis(millis));
    }

    /** Sends a call whose permit is due, and answers it some time later; or returns the permit. */
    private void endOne(Random random) {
        Call call = underWay.isEmpty() ? null : underWay.remove(random.nextInt(underWay.size()));
        if (call == null || now() - call.due() > ScriptedQuota.micros(RateSchedule.MAX_LATENESS)) {
            return;
        }
        Permit expected = model.remove(call.permit());
        if (random.nextInt(5) == 0 || call.due() > now()) {
            reports.put(call.permit(), UNUSED);
            if (expected != null) {
                reference.release(expected);
            }
            return;
        }
        // Each call arrives when it is sent.
        arrivals.add(now());
        int answered = random.nextInt(60);
        Permit sent = expected == null ? new Permit(this, 0, 0) : expected;
        assertThat(sent.markSent(time.nanoTime())).isTrue();
        time.advanceMillis(answered);
        reports.put(call.permit(),
                ScriptedQuota.EPOCH + ScriptedQuota.micros(Duration.ofNanos(sent.arrived(time.nanoTime(), SCHEDULE))));
        if (expected != null) {
            reference.ended(expected);
        }
    }

    private long now() {
        return ScriptedQuota.EPOCH + ScriptedQuota.micros(time.elapsed());
    }
}
