package org.friendsgateway;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;

/**
 * Measures for how long event loops are kept from their next task: the time in which their thread computes, sleeps, or waits
 * for a lock. The time in which a busy machine gives it no processor does not count, so that the measure is the same on every
 * machine. Blocking I/O is not measured.
 */
final class EventLoopWatch implements AutoCloseable {

    private static final int PERIOD_MILLIS = 5;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Map<String, Long> longest = new ConcurrentHashMap<>();
    private final List<EventExecutor> loops = new ArrayList<>();
    private final List<ScheduledFuture<?>> beats = new ArrayList<>();

    EventLoopWatch(Vertx vertx) {
        threads.setThreadContentionMonitoringEnabled(true);
        ((VertxInternal) vertx).getEventLoopGroup().forEach(loops::add);
        loops.forEach(loop -> beats.add(loop.scheduleWithFixedDelay(new Beat(), 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS)));
    }

    /** Runs on one event loop again and again. */
    private final class Beat implements Runnable {

        private long before = -1;

        @Override
        public void run() {
            long now = kept();
            if (before >= 0) {
                longest.merge(Thread.currentThread().getName(), now - before, Math::max);
            }
            before = now;
        }

        /** Nanoseconds since the thread was started. */
        private long kept() {
            ThreadInfo thread = threads.getThreadInfo(Thread.currentThread().getId());
            return threads.getCurrentThreadCpuTime()
                    + TimeUnit.MILLISECONDS.toNanos(thread.getWaitedTime() + thread.getBlockedTime());
        }
    }

    /** The longest time so far, over all event loops; waits for tasks that are running now. */
    Duration longest() {
        loops.forEach(loop -> loop.schedule(() -> {
        }, 2 * PERIOD_MILLIS, TimeUnit.MILLISECONDS).syncUninterruptibly());
        return Duration.ofNanos(longest.values().stream().mapToLong(nanos -> nanos).max().orElse(0));
    }

    @Override
    public String toString() {
        return "the longest time of each event loop in ns: " + longest;
    }

    @Override
    public void close() {
        beats.forEach(beat -> beat.cancel(false));
        threads.setThreadContentionMonitoringEnabled(false);
    }
}
