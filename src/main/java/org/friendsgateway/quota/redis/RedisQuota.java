package org.friendsgateway.quota.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;

import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.RateSchedule;
import org.friendsgateway.quota.local.LocalQuota;
import org.friendsgateway.redis.RedisHealth;
import org.friendsgateway.redis.RedisKeys;
import org.friendsgateway.redis.RedisScript;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/** Permits that all replicas share in Redis; while Redis is lost, this replica's share of them. */
public final class RedisQuota implements Quota, RedisHealth.Member {

    private final RateSchedule schedule;
    private final List<String> keys;
    private final List<Object> terms;
    private final RedisHealth link;
    private final Scheduler scheduler;
    private final RedisScript lease;
    private final RedisScript settle;
    private final RedisScript pause;
    private final AtomicLong known = new AtomicLong();
    private final AtomicLong pausedUntil;
    private final PermitReports reports;
    private volatile Mode mode;

    /**
     * Where permits come from; those of an earlier mode are void.
     *
     * @param fallback the share of this replica while Redis is lost; null when permits are shared
     */
    private record Mode(@Nullable LocalQuota fallback) {
    }

    public RedisQuota(AppProfile app, double margin, RedisHealth link, Scheduler scheduler) {
        this.schedule = RateSchedule.of(app.callsPerSecond(), margin);
        this.keys = List.of(RedisKeys.of(app, "permits"), RedisKeys.of(app, "schedule"), RedisKeys.of(app, "shares"));
        this.terms = List.of(schedule.permits(), micros(schedule.window()), micros(schedule.gap()),
                micros(RateSchedule.HORIZON), micros(RateSchedule.MAX_LATENESS), micros(schedule.jitter()), micros(MAX_PAUSE));
        this.link = link;
        this.scheduler = scheduler;
        this.lease = link.script("permit-lease");
        this.settle = link.script("permit-settle");
        this.pause = link.script("permit-pause");
        this.pausedUntil = new AtomicLong(scheduler.nanoTime());
        this.reports = new PermitReports(schedule, scheduler, this::report);
        this.mode = fallback();
    }

    @Override
    public Uni<Lease> lease(Demand demand) {
        Question question = ask(demand);
        return question == null ? leaseWithoutRedis(demand)
                : lease.run(keys, question.argumentsAfter()).map(question::read)
                        .onFailure().invoke(link::markDown)
                        .onFailure().recoverWithUni(() -> leaseWithoutRedis(demand));
    }

    private Uni<Lease> leaseWithoutRedis(Demand demand) {
        LocalQuota fallback = mode.fallback();
        return fallback == null ? Uni.createFrom().item(new Lease(null, RateSchedule.HORIZON.multipliedBy(2), 0, ""))
                : fallback.lease(demand);
    }

    /** Asks for a permit, by a script that does something else besides; null while Redis is lost. */
    public @Nullable Question ask(Demand demand) {
        return mode.fallback() == null ? new Question(demand) : null;
    }

    /** A permit that a script is asked for. */
    public final class Question {

        private final Demand demand;
        private final Mode asked = mode;
        private final long from = scheduler.nanoTime();

        private Question(Demand demand) {
            this.demand = demand;
        }

        public List<String> keysAfter(List<String> first) {
            List<String> all = new ArrayList<>(first);
            all.addAll(keys);
            return all;
        }

        public Object[] argumentsAfter(Object... first) {
            List<Object> arguments = new ArrayList<>(List.of(first));
            arguments.addAll(terms);
            arguments.addAll(List.of(known.get(), micros(pauseLeft()), link.replica(), Double.toString(demand.weight()),
                    demand.callers(), demand.last() ? 1 : 0));
            reports.addTo(arguments);
            return arguments.toArray();
        }

        public Lease read(Response answer) {
            String permit = answer.get(0).toString();
            Duration delay = duration(answer.get(1).toLong());
            // Answers may overtake one another.
            known.accumulateAndGet(answer.get(2).toLong(), Math::max);
            pausedUntil.accumulateAndGet(from + duration(answer.get(3).toLong()).toNanos(), Math::max);
            return new Lease(
                    permit.isEmpty() ? null : new Permit(asked, Long.parseLong(permit), scheduler.nanoTime() + delay.toNanos()),
                    delay, Double.parseDouble(answer.get(4).toString()), answer.get(5).toString());
        }
    }

    @Override
    public boolean isValid(Permit permit, long now) {
        Mode current = mode;
        return current.fallback() == null ? permit.issuer() == current && Math.max(permit.due(), now) - pausedUntil.get() >= 0
                : current.fallback().isValid(permit, now);
    }

    @Override
    public void sent(Permit permit) {
        if (permit.issuer() instanceof LocalQuota fallback) {
            fallback.sent(permit);
        } else {
            reports.sent(permit);
        }
    }

    @Override
    public void ended(Permit permit) {
        if (permit.issuer() instanceof LocalQuota fallback) {
            fallback.ended(permit);
        } else {
            reports.ended(permit);
        }
    }

    @Override
    public void release(Permit permit) {
        if (permit.issuer() instanceof LocalQuota fallback) {
            fallback.release(permit);
        } else if (permit.issuer() == mode) {
            reports.unused(permit);
        }
    }

    private void report() {
        Object[] arguments = reportsAfter();
        if (arguments.length > 1 && !link.isDown()) {
            tell(settle.run(keys.subList(0, 1), arguments));
        }
    }

    /** The keys of a script that takes reports. */
    public List<String> permitsAfter(List<String> first) {
        List<String> all = new ArrayList<>(first);
        all.add(keys.get(0));
        return all;
    }

    /** The arguments of a script that takes reports. */
    public Object[] reportsAfter(Object... first) {
        List<Object> arguments = new ArrayList<>(List.of(first));
        arguments.add(micros(schedule.window()));
        reports.addTo(arguments);
        return arguments.toArray();
    }

    @Override
    public void pauseFor(Duration pause) {
        Duration bounded = pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
        pausedUntil.accumulateAndGet(scheduler.nanoTime() + bounded.toNanos(), Math::max);
        LocalQuota fallback = mode.fallback();
        if (fallback != null) {
            fallback.pauseFor(bounded);
        } else {
            tell(pauseAll(bounded));
        }
    }

    private Uni<Response> pauseAll(Duration pause) {
        List<Object> arguments = new ArrayList<>(terms);
        arguments.addAll(List.of(known.get(), micros(pause)));
        return this.pause.run(keys.subList(0, 2), arguments.toArray())
                .invoke(answer -> known.accumulateAndGet(answer.get(0).toLong(), Math::max));
    }

    private void tell(Uni<Response> message) {
        message.subscribe().with(done -> {
        }, link::markDown);
    }

    @Override
    public Duration pauseLeft() {
        return Duration.ofNanos(Math.max(0, pausedUntil.get() - scheduler.nanoTime()));
    }

    @Override
    public RateSchedule schedule() {
        LocalQuota fallback = mode.fallback();
        return fallback == null ? schedule : fallback.schedule();
    }

    /** From shared permits to this replica's own, which begin when the shared ones have come back. */
    @Override
    public void enterFallback() {
        mode = fallback();
    }

    private Mode fallback() {
        LocalQuota fallback = new LocalQuota(schedule.share(link.share()), scheduler);
        fallback.pauseFor(longer(schedule.quarantine(), pauseLeft()));
        return new Mode(fallback);
    }

    // Alone, nothing but its own calls must be out of the window; else the others notice the return within a window, too.
    @Override
    public Uni<Void> rejoin(boolean alone) {
        LocalQuota fallback = mode.fallback();
        boolean used = fallback != null && fallback.isUsed();
        Duration window = schedule.window().plus(schedule.jitter());
        Duration wait = !alone ? schedule.window().plus(window) : used ? window : Duration.ZERO;
        return pauseAll(longer(wait, pauseLeft())).replaceWithVoid();
    }

    /** Those permits that this replica gave out by itself are void. */
    @Override
    public void leaveFallback() {
        mode = new Mode(null);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration duration(long micros) {
        return Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros));
    }

    private static long micros(Duration duration) {
        return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
    }
}
