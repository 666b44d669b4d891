package org.friendsgateway.quota.redis;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import org.friendsgateway.quota.Permit;
import org.friendsgateway.quota.RateSchedule;
import org.friendsgateway.time.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * What became of permits, until Redis is told: with the next script of the app, or by one of its own. Safe for several threads.
 */
final class PermitReports {

    private static final Duration MAX_DELAY = Duration.ofMillis(200);
    /** A call that is not answered by then is reported as sent, well before its permit comes back. */
    private static final Duration MAX_SILENCE = Duration.ofMillis(400);
    /** Of one script. */
    private static final int MAX_REPORTS = 200;
    private static final String UNUSED = "unused";

    private final RateSchedule schedule;
    private final Scheduler scheduler;
    private final Runnable send;
    private final Queue<Permit> underWay = new ConcurrentLinkedQueue<>();
    private final Queue<Report> reports = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** When a permit's call arrived, in the scheduler's nanoseconds; null when it is not used. */
    private record Report(long permit, @Nullable Long arrived) {
    }

    /** @param send sends what {@link #addTo} says, if anything */
    PermitReports(RateSchedule schedule, Scheduler scheduler, Runnable send) {
        this.schedule = schedule;
        this.scheduler = scheduler;
        this.send = send;
    }

    void sent(Permit permit) {
        if (permit.markSent(scheduler.nanoTime())) {
            underWay.add(permit);
            sendSoon();
        }
    }

    void ended(Permit permit) {
        if (permit.markSettled()) {
            add(new Report(permit.id(), permit.arrived(scheduler.nanoTime(), schedule)));
        }
    }

    void unused(Permit permit) {
        if (permit.markSettled()) {
            add(new Report(permit.id(), null));
        }
    }

    private void add(Report report) {
        reports.add(report);
        sendSoon();
    }

    /** Takes what is known out, as arguments of a script: pairs of a permit and how many microseconds ago its call arrived. */
    void addTo(List<Object> arguments) {
        for (int i = 0; i < MAX_REPORTS; i++) {
            Report report = reports.poll();
            if (report == null) {
                return;
            }
            arguments.add(report.permit());
            arguments.add(report.arrived() == null ? UNUSED : (scheduler.nanoTime() - report.arrived()) / 1000);
        }
    }

    private void sendSoon() {
        if (scheduled.compareAndSet(false, true)) {
            scheduler.after(MAX_DELAY).subscribe().with(late -> {
                scheduled.set(false);
                send();
            });
        }
    }

    private void send() {
        long longAgo = scheduler.nanoTime() - MAX_SILENCE.toNanos();
        for (Permit first = underWay.peek(); first != null && first.isSettledOrSentBefore(longAgo); first = underWay.peek()) {
            underWay.remove(first);
            ended(first);
        }
        send.run();
        if (!underWay.isEmpty() || !reports.isEmpty()) {
            sendSoon();
        }
    }
}
