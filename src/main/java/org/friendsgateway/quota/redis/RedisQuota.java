package org.friendsgateway.quota.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;

import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.Quota.Waiting;
import org.friendsgateway.quota.RateSchedule;
import org.friendsgateway.quota.local.LocalQuota;
import org.friendsgateway.redis.RedisHealth;
import org.friendsgateway.redis.RedisKeys;
import org.friendsgateway.redis.RedisScript;
import org.friendsgateway.time.Scheduler;
import org.jspecify.annotations.Nullable;

/** The quota of an app that replicas share in Redis; while Redis is down, the share of this replica. */
public final class RedisQuota implements Quota, RedisHealth.Fallback {

    private final RateSchedule schedule;
    private final List<String> keys;
    private final List<Object> terms;
    private final RedisHealth health;
    private final Scheduler scheduler;
    private final RedisScript lease;
    private final RedisScript withdraw;
    private final RedisScript settle;
    private final RedisScript pause;
    private final AtomicLong known = new AtomicLong();
    private final AtomicLong pausedUntil;
    private final PermitReports reports;
    private volatile Mode mode;

    /**
     * Where permits come from; a change of the mode voids those of the earlier one.
     *
     * @param fallback the share of this replica while Redis is down; null while permits are shared
     */
    private record Mode(@Nullable LocalQuota fallback) {
    }

    RedisQuota(String app, RateSchedule schedule, RedisHealth health, Scheduler scheduler) {
        this.schedule = schedule;
        this.keys = List.of(RedisKeys.ofApp(app, "permits"), RedisKeys.ofApp(app, "schedule"), RedisKeys.ofApp(app, "shares"),
                RedisKeys.ofApp(app, "bulk-shares"));
        this.terms = List.of(schedule.permits(), micros(schedule.window()), micros(schedule.gap()),
                micros(RateSchedule.HORIZON), micros(RateSchedule.MAX_LATENESS), micros(schedule.jitter()), micros(MAX_PAUSE));
        this.health = health;
        this.scheduler = scheduler;
        this.lease = health.script("permit-lease");
        this.withdraw = health.script("permit-withdraw");
        this.settle = health.script("permit-settle");
        this.pause = health.script("permit-pause");
        this.pausedUntil = new AtomicLong(scheduler.nanoTime());
        this.reports = new PermitReports(schedule, scheduler, this::report);
        this.mode = fallback();
    }

    @Override
    public Uni<Lease> lease(Demand demand) {
        LeaseRequest request = request(demand);
        return request == null ? leaseWithoutRedis(demand)
                : lease.run(request.keys(), request.arguments()).map(request::read)
                        .onFailure().invoke(health::markDown)
                        .onFailure().recoverWithUni(() -> leaseWithoutRedis(demand));
    }

    private Uni<Lease> leaseWithoutRedis(Demand demand) {
        LocalQuota fallback = mode.fallback();
        return fallback == null ? Uni.createFrom().item(Lease.alone(null, RateSchedule.HORIZON.multipliedBy(2)))
                : fallback.lease(demand);
    }

    @Override
    public void withdraw() {
        if (mode.fallback() == null) {
            send(withdraw.run(keys.subList(2, 4), List.of(health.replica())));
        }
    }

    /** A request that another script can make along with its own work; null while Redis is down. */
    public @Nullable LeaseRequest request(Demand demand) {
        return mode.fallback() == null ? new LeaseRequest(demand) : null;
    }

    /** The request for a permit, as the Lua function {@code lease} takes it. */
    public final class LeaseRequest {

        private final Demand demand;
        private final Mode requestedIn = mode;
        private final long requestedAt = scheduler.nanoTime();

        private LeaseRequest(Demand demand) {
            this.demand = demand;
        }

        public List<String> keys() {
            return keys;
        }

        /** To be sent: they contain the reports so far, which are given out once. */
        public List<Object> arguments() {
            List<Object> arguments = new ArrayList<>(terms);
            arguments.addAll(List.of(known.get(), micros(pauseLeft()), health.replica()));
            for (Waiting waiting : List.of(demand.singles(), demand.bulk())) {
                arguments.add(Double.toString(waiting.weight()));
                arguments.add(waiting.callers());
            }
            arguments.add(demand.next() == null ? "" : demand.next().name());
            reports.addTo(arguments);
            return arguments;
        }

        public Lease read(Response answer) {
            String permit = answer.get(0).toString();
            Duration delay = duration(answer.get(1).toLong());
            // Replies may arrive out of order.
            known.accumulateAndGet(answer.get(2).toLong(), Math::max);
            pausedUntil.accumulateAndGet(requestedAt + duration(answer.get(3).toLong()).toNanos(), Math::max);
            return new Lease(
                    permit.isEmpty() ? null
                            : new Permit(requestedIn, Long.parseLong(permit), scheduler.nanoTime() + delay.toNanos()),
                    delay, duration(answer.get(4).toLong()), waiting(answer, 5), waiting(answer, 7));
        }

        private static Waiting waiting(Response answer, int at) {
            return new Waiting(Double.parseDouble(answer.get(at).toString()), answer.get(at + 1).toString());
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
        List<Object> arguments = reportArguments();
        if (arguments.size() > 1 && !health.isDown()) {
            send(settle.run(reportKeys(), arguments));
        }
    }

    /** The keys of a script that takes reports. */
    public List<String> reportKeys() {
        return keys.subList(0, 1);
    }

    /** The window and the reports so far, which are given out once, as arguments of a script. */
    public List<Object> reportArguments() {
        List<Object> arguments = new ArrayList<>(List.of(micros(schedule.window())));
        reports.addTo(arguments);
        return arguments;
    }

    @Override
    public void pauseFor(Duration pause) {
        Duration bounded = Collections.min(List.of(pause, MAX_PAUSE));
        pausedUntil.accumulateAndGet(scheduler.nanoTime() + bounded.toNanos(), Math::max);
        LocalQuota fallback = mode.fallback();
        if (fallback != null) {
            fallback.pauseFor(bounded);
        } else {
            send(pauseAll(bounded));
        }
    }

    private Uni<Response> pauseAll(Duration pause) {
        List<Object> arguments = new ArrayList<>(terms);
        arguments.addAll(List.of(known.get(), micros(pause)));
        return this.pause.run(keys.subList(0, 2), arguments)
                .invoke(answer -> known.accumulateAndGet(answer.get(0).toLong(), Math::max));
    }

    private void send(Uni<Response> command) {
        command.subscribe().with(done -> {
        }, health::markDown);
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

    /** Leases nothing until all shared permits have come back. */
    @Override
    public void enterFallback() {
        mode = fallback();
    }

    private Mode fallback() {
        LocalQuota fallback = new LocalQuota(schedule.share(health.maxRecentReplicas()), scheduler);
        fallback.pauseFor(Collections.max(List.of(schedule.quarantine(), pauseLeft())));
        return new Mode(fallback);
    }

    // One window for the calls of this replica; where others are in fallback too, another one until they notice that Redis is up.
    @Override
    public Uni<Void> prepareToLeave(boolean alone) {
        LocalQuota fallback = mode.fallback();
        boolean used = fallback != null && fallback.isUsed();
        Duration window = schedule.window().plus(schedule.jitter());
        Duration wait = !alone ? schedule.window().plus(window) : used ? window : Duration.ZERO;
        return pauseAll(Collections.max(List.of(wait, pauseLeft()))).replaceWithVoid();
    }

    @Override
    public void leaveFallback() {
        mode = new Mode(null);
    }

    private static Duration duration(long micros) {
        return Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros));
    }

    private static long micros(Duration duration) {
        return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
    }
}
