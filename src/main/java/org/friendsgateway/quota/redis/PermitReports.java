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
 * When the calls of permits arrived, collected until the next script of the app takes the reports along, or until they are sent
 * by a script of their own. Safe for several threads.
 */
final class PermitReports {

    private static final Duration MAX_DELAY = Duration.ofMillis(200);
    /** A call without an answer is reported as sent after this time, well before its permit comes back. */
    private static final Duration MAX_UNREPORTED = Duration.ofMillis(400);
    /** In one script call. */
    private static final int MAX_REPORTS = 200;
    private static final String UNUSED = "unused";

    private final RateSchedule schedule;
    private final Scheduler scheduler;
    private final Runnable send;
    private final Queue<Permit> underWay = new ConcurrentLinkedQueue<>();
    private final Queue<Report> reports = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** @param arrived when the permit's call arrived, in the scheduler's nanoseconds; null when the permit was not used */
    private record Report(long permit, @Nullable Long arrived) {
    }

    /** @param send sends the reports by a script of their own, if there are any */
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

    /** Moves reports to the arguments of a script: pairs of a permit and how many microseconds ago its call arrived. */
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
            scheduler.after(MAX_DELAY).subscribe().with(done -> {
                scheduled.set(false);
                send();
            });
        }
    }

    private void send() {
        long longAgo = scheduler.nanoTime() - MAX_UNREPORTED.toNanos();
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
