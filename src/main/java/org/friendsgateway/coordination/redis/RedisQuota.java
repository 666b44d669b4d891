package org.friendsgateway.coordination.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.RateSchedule;
import org.friendsgateway.quota.local.LocalQuota;
import org.friendsgateway.time.Ticker;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/** Permits that all replicas share in Redis; while Redis is lost, this replica's share of them. */
final class RedisQuota implements Quota {

    /** What is known of a call reaches Redis with the next script, and by one of its own after this long. */
    private static final Duration MAX_REPORT_DELAY = Duration.ofMillis(200);
    /** A call that is not answered by then is reported as sent, well before its permit comes back. */
    private static final Duration MAX_SILENCE = Duration.ofMillis(400);
    private static final int MAX_REPORTS = 200;
    private static final String UNUSED = "unused";

    private final RateSchedule schedule;
    private final List<String> keys;
    private final List<Object> terms;
    private final RedisLink link;
    private final Ticker ticker;
    private final RedisScript lease;
    private final RedisScript settle;
    private final RedisScript pause;
    private final AtomicLong known = new AtomicLong();
    private final AtomicLong pausedUntil;
    private final Queue<Permit> underWay = new ConcurrentLinkedQueue<>();
    private final Queue<Report> reports = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean reporting = new AtomicBoolean();
    private volatile Mode mode;

    /**
     * Where permits come from; those of an earlier mode are void.
     *
     * @param fallback the share of this replica while Redis is lost; null when permits are shared
     */
    private record Mode(@Nullable LocalQuota fallback) {
    }

    /** When a permit's call arrived, in the ticker's nanoseconds; null when it is not used. */
    private record Report(long permit, @Nullable Long arrived) {
    }

    RedisQuota(AppProfile app, double margin, RedisLink link, Ticker ticker) {
        this.schedule = RateSchedule.of(app.callsPerSecond(), margin);
        this.keys = List.of(RedisKeys.of(app, "permits"), RedisKeys.of(app, "schedule"), RedisKeys.of(app, "shares"));
        this.terms = List.of(schedule.permits(), micros(schedule.window()), micros(schedule.gap()),
                micros(RateSchedule.HORIZON), micros(RateSchedule.MAX_LATENESS), micros(schedule.jitter()), micros(MAX_PAUSE));
        this.link = link;
        this.ticker = ticker;
        this.lease = link.script("permit-lease");
        this.settle = link.script("permit-settle");
        this.pause = link.script("permit-pause");
        this.pausedUntil = new AtomicLong(ticker.nanos());
        this.mode = fallback();
    }

    @Override
    public Uni<Lease> lease(Demand demand) {
        Mode current = mode;
        if (current.fallback() != null) {
            return current.fallback().lease(demand);
        }
        long from = ticker.nanos();
        return lease.run(keys, arguments(demand).toArray()).map(answer -> read(answer, current, from))
                .onFailure().invoke(link::lose)
                .onFailure().recoverWithUni(() -> leaseWithoutRedis(demand));
    }

    private Uni<Lease> leaseWithoutRedis(Demand demand) {
        LocalQuota fallback = mode.fallback();
        return fallback == null ? Uni.createFrom().item(new Lease(null, RateSchedule.HORIZON.multipliedBy(2), 0, ""))
                : fallback.lease(demand);
    }

    /** The arguments of a script that leases a permit. */
    private List<Object> arguments(Demand demand) {
        List<Object> arguments = new ArrayList<>(terms);
        arguments.addAll(List.of(known.get(), micros(pauseLeft()), link.replica(), demand.weight(), demand.callers(),
                demand.last() ? 1 : 0));
        addReports(arguments);
        return arguments;
    }

    private Lease read(Response answer, Mode asked, long from) {
        String permit = answer.get(0).toString();
        Duration delay = duration(answer.get(1).toLong());
        // Answers may overtake one another.
        known.accumulateAndGet(answer.get(2).toLong(), Math::max);
        pausedUntil.accumulateAndGet(from + duration(answer.get(3).toLong()).toNanos(), Math::max);
        return new Lease(permit.isEmpty() ? null : new Permit(asked, Long.parseLong(permit), ticker.nanos() + delay.toNanos()),
                delay, Double.parseDouble(answer.get(4).toString()), answer.get(5).toString());
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
        } else if (permit.markSent(ticker.nanos())) {
            underWay.add(permit);
            reportSoon();
        }
    }

    @Override
    public void ended(Permit permit) {
        if (permit.issuer() instanceof LocalQuota fallback) {
            fallback.ended(permit);
        } else {
            settle(permit);
        }
    }

    private void settle(Permit permit) {
        if (permit.markSettled()) {
            reports.add(new Report(permit.id(), permit.arrived(ticker.nanos(), schedule)));
            reportSoon();
        }
    }

    @Override
    public void release(Permit permit) {
        if (permit.issuer() instanceof LocalQuota fallback) {
            fallback.release(permit);
        } else if (permit.issuer() == mode && permit.markSettled()) {
            reports.add(new Report(permit.id(), null));
            reportSoon();
        }
    }

    private void reportSoon() {
        if (reporting.compareAndSet(false, true)) {
            ticker.after(MAX_REPORT_DELAY).subscribe().with(late -> {
                reporting.set(false);
                report();
            });
        }
    }

    private void report() {
        long longAgo = ticker.nanos() - MAX_SILENCE.toNanos();
        for (Permit first = underWay.peek(); first != null && first.isSettledOrSentBefore(longAgo); first = underWay.peek()) {
            underWay.remove(first);
            settle(first);
        }
        List<Object> arguments = new ArrayList<>(List.of(micros(schedule.window())));
        addReports(arguments);
        if (arguments.size() > 1 && !link.lost()) {
            tell(settle.run(keys.subList(0, 1), arguments.toArray()));
        }
        if (!underWay.isEmpty() || !reports.isEmpty()) {
            reportSoon();
        }
    }

    private void addReports(List<Object> arguments) {
        for (int i = 0; i < MAX_REPORTS; i++) {
            Report report = reports.poll();
            if (report == null) {
                return;
            }
            arguments.add(report.permit());
            arguments.add(report.arrived() == null ? UNUSED : (ticker.nanos() - report.arrived()) / 1000);
        }
    }

    @Override
    public void pauseFor(Duration pause) {
        Duration bounded = pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
        pausedUntil.accumulateAndGet(ticker.nanos() + bounded.toNanos(), Math::max);
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
        }, link::lose);
    }

    @Override
    public Duration pauseLeft() {
        return Duration.ofNanos(Math.max(0, pausedUntil.get() - ticker.nanos()));
    }

    @Override
    public RateSchedule schedule() {
        LocalQuota fallback = mode.fallback();
        return fallback == null ? schedule : fallback.schedule();
    }

    /** From shared permits to this replica's own, which begin when the shared ones have come back. */
    void enterFallback() {
        mode = fallback();
    }

    private Mode fallback() {
        LocalQuota fallback = new LocalQuota(schedule.share(link.share()), ticker);
        fallback.pauseFor(longer(schedule.quarantine(), pauseLeft()));
        return new Mode(fallback);
    }

    /**
     * Prepares to leave the fallback.
     *
     * @param alone whether only this replica was away, so that nothing but its own calls must be out of the window; else the
     *        others notice the return within a window, and then a window passes
     */
    Uni<Void> rejoin(boolean alone) {
        LocalQuota fallback = mode.fallback();
        boolean used = fallback != null && fallback.isUsed();
        Duration window = schedule.window().plus(schedule.jitter());
        Duration wait = !alone ? schedule.window().plus(window) : used ? window : Duration.ZERO;
        return pauseAll(longer(wait, pauseLeft())).replaceWithVoid();
    }

    /** Permits are shared from now on, and those that this replica gave out by itself are void. */
    void leaveFallback() {
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
