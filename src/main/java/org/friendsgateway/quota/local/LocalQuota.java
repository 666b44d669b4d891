package org.friendsgateway.quota.local;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeSet;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.Priority;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.RateSchedule;
import org.friendsgateway.time.Scheduler;

/** The quota of a single replica, or the share of one that cannot reach the others. */
public final class LocalQuota implements Quota {

    private final RateSchedule schedule;
    private final Scheduler scheduler;
    private final long origin;
    private final Map<Long, Leased> leased = new HashMap<>();
    private final TreeSet<Leased> byReturn = new TreeSet<>(Comparator.comparingLong(Leased::returnsAt)
            .thenComparingLong(Leased::id));
    private long lastDue;
    private long notBefore;
    private long leases;

    private record Leased(long id, long returnsAt) {
    }

    public LocalQuota(RateSchedule schedule, Scheduler scheduler) {
        this.schedule = schedule;
        this.scheduler = scheduler;
        this.origin = scheduler.nanoTime();
        this.lastDue = -schedule.gap().toNanos();
    }

    @Override
    public synchronized Uni<Lease> lease(Demand demand) {
        long now = now();
        while (!byReturn.isEmpty() && byReturn.first().returnsAt() <= now) {
            leased.remove(byReturn.pollFirst().id());
        }
        Duration gap = demand.priority() == Priority.BULK ? schedule.bulkGap(leased.size()) : schedule.gap();
        long due = Math.max(Math.max(now, notBefore), Math.max(lastDue + gap.toNanos(), freeAt()));
        Duration delay = Duration.ofNanos(due - now);
        if (delay.compareTo(RateSchedule.HORIZON) > 0) {
            return Uni.createFrom().item(Lease.alone(null, delay));
        }
        lastDue = due;
        leases++;
        long latest = due + RateSchedule.MAX_LATENESS.plus(schedule.jitter()).toNanos();
        add(leases, latest);
        return Uni.createFrom().item(Lease.alone(new Permit(this, leases, due + origin), delay));
    }

    @Override
    public void withdraw() {
        // No other replica is known.
    }

    // The moment at which the number of leased permits falls below the limit.
    private long freeAt() {
        int tooMany = leased.size() - schedule.permits();
        if (tooMany < 0) {
            return 0;
        }
        Iterator<Leased> next = byReturn.iterator();
        for (int i = 0; i < tooMany; i++) {
            next.next();
        }
        return next.next().returnsAt();
    }

    private void add(long id, long arrived) {
        Leased permit = new Leased(id, arrived + schedule.window().toNanos());
        remove(id);
        leased.put(id, permit);
        byReturn.add(permit);
    }

    private void remove(long id) {
        Leased permit = leased.remove(id);
        if (permit != null) {
            byReturn.remove(permit);
        }
    }

    @Override
    public synchronized boolean isValid(Permit permit, long now) {
        return permit.issuer() == this && Math.max(permit.due(), now) - origin >= notBefore;
    }

    @Override
    public synchronized void sent(Permit permit) {
        if (permit.markSent(scheduler.nanoTime())) {
            add(permit.id(), now() + schedule.jitter().toNanos());
        }
    }

    @Override
    public synchronized void ended(Permit permit) {
        if (permit.markSettled()) {
            add(permit.id(), permit.arrived(scheduler.nanoTime(), schedule) - origin);
        }
    }

    @Override
    public synchronized void release(Permit permit) {
        if (permit.issuer() == this && permit.markSettled()) {
            remove(permit.id());
            if (permit.id() == leases) {
                lastDue -= schedule.gap().toNanos();
            }
        }
    }

    @Override
    public synchronized void pauseFor(Duration pause) {
        notBefore = Math.max(notBefore, now() + Math.min(pause.toNanos(), MAX_PAUSE.toNanos()));
    }

    @Override
    public synchronized Duration pauseLeft() {
        return Duration.ofNanos(Math.max(0, notBefore - now()));
    }

    @Override
    public RateSchedule schedule() {
        return schedule;
    }

    /** Whether a permit was ever leased. */
    public synchronized boolean isUsed() {
        return leases > 0;
    }

    private long now() {
        return scheduler.nanoTime() - origin;
    }
}
