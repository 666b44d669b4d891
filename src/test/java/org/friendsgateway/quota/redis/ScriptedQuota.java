package org.friendsgateway.quota.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.Quota.Waiting;
import org.friendsgateway.quota.RateSchedule;
import org.friendsgateway.redis.ScriptOnOwnClock;
import org.friendsgateway.time.Scheduler;

/** The permits of a replica, leased by the real scripts in virtual time. */
final class ScriptedQuota implements Quota {

    static final List<String> KEYS = List.of("permits", "schedule", "shares", "bulk-shares");
    static final long EPOCH = 1_700_000_000_000_000L;

    private final ReactiveRedisDataSource redis;
    private final String replica;
    private final RateSchedule schedule;
    private final Scheduler time;
    private final ScriptOnOwnClock script;
    private final ScriptOnOwnClock withdraw;
    private final List<Object> reports = new ArrayList<>();
    private final List<Long> arrivals = new ArrayList<>();
    private long known;
    private boolean dead;
    private Duration latency = Duration.ZERO;

    ScriptedQuota(ReactiveRedisDataSource redis, String replica, int limit, Scheduler time) {
        this.redis = redis;
        this.replica = replica;
        this.schedule = RateSchedule.of(limit, 0.03);
        this.time = time;
        this.script = new ScriptOnOwnClock("permit-lease", redis);
        this.withdraw = new ScriptOnOwnClock("permit-withdraw", redis);
    }

    static long now(Scheduler time) {
        return EPOCH + time.nanoTime() / 1000;
    }

    /** The quota as scripts take it. */
    static List<Object> terms(RateSchedule schedule) {
        return new ArrayList<>(List.of(schedule.permits(), micros(schedule.window()), micros(schedule.gap()),
                micros(RateSchedule.HORIZON), micros(RateSchedule.MAX_LATENESS), micros(schedule.jitter()), micros(MAX_PAUSE)));
    }

    static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    /** Answers later from now on. */
    void answerAfter(Duration time) {
        latency = time;
    }

    /** Never answers again. */
    void die() {
        dead = true;
    }

    @Override
    public Uni<Lease> lease(Demand demand) {
        if (dead) {
            return Uni.createFrom().nothing();
        }
        ScriptOnOwnClock.set(redis, now(time));
        List<Object> arguments = terms(schedule);
        arguments.addAll(List.of(known, 0, replica, demand.singles().weight(), demand.singles().callers(),
                demand.bulk().weight(), demand.bulk().callers(), demand.next() == null ? "" : demand.next().name()));
        for (int i = 0; i < reports.size(); i++) {
            arguments.add(reports.get(i));
            arguments.add(arrivals.get(i) == 0 ? "unused" : now(time) - arrivals.get(i));
        }
        reports.clear();
        arrivals.clear();
        Response answer = script.run(KEYS, arguments.toArray());
        known = answer.get(2).toLong();
        Duration delay = Duration.ofNanos(answer.get(1).toLong() * 1000);
        String permit = answer.get(0).toString();
        Uni<Void> answered = latency.isZero() ? Uni.createFrom().voidItem() : time.after(latency);
        return answered.replaceWith(new Lease(
                permit.isEmpty() ? null : new Permit(this, Long.parseLong(permit), time.nanoTime() + delay.toNanos()), delay,
                Duration.ofNanos(answer.get(4).toLong() * 1000), waiting(answer, 5), waiting(answer, 7)));
    }

    private static Waiting waiting(Response answer, int at) {
        return new Waiting(Double.parseDouble(answer.get(at).toString()), answer.get(at + 1).toString());
    }

    @Override
    public void withdraw() {
        withdraw.run(KEYS.subList(2, 4), replica);
    }

    @Override
    public boolean isValid(Permit permit, long now) {
        return true;
    }

    @Override
    public void sent(Permit permit) {
        // Reported when it is answered.
        assertThat(permit.markSent(time.nanoTime())).isTrue();
    }

    @Override
    public void ended(Permit permit) {
        if (permit.markSettled()) {
            reports.add(permit.id());
            arrivals.add(EPOCH + permit.arrived(time.nanoTime(), schedule) / 1000);
        }
    }

    @Override
    public void release(Permit permit) {
        if (permit.markSettled()) {
            reports.add(permit.id());
            arrivals.add(0L);
        }
    }

    @Override
    public void pauseFor(Duration pause) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Duration pauseLeft() {
        return Duration.ZERO;
    }

    @Override
    public RateSchedule schedule() {
        return schedule;
    }
}
