package org.friendsgateway.time;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/** Time that stands still until a test moves it; what is due then happens in order, on the test's own thread. */
public final class VirtualScheduler implements Scheduler {

    private final PriorityQueue<Timer> timers = new PriorityQueue<>(
            Comparator.comparingLong(Timer::due).thenComparingLong(Timer::number));
    private long now;
    private long timersSet;

    private record Timer(long due, long number, UniEmitter<? super Void> emitter) {
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Uni<Void> after(Duration wait) {
        return wait.isZero() || wait.isNegative() ? Uni.createFrom().voidItem() : Uni.createFrom().emitter(emitter -> {
            Timer timer = new Timer(now + wait.toNanos(), timersSet++, emitter);
            timers.add(timer);
            emitter.onTermination(() -> timers.remove(timer));
        });
    }

    @Override
    public Executor currentExecutor() {
        return Runnable::run;
    }

    /** Lets time pass. */
    public void advance(Duration by) {
        long end = now + by.toNanos();
        while (!timers.isEmpty() && timers.peek().due() <= end) {
            Timer timer = timers.remove();
            now = Math.max(now, timer.due());
            timer.emitter().complete(null);
        }
        now = Math.max(now, end);
    }

    public void advanceMillis(long by) {
        advance(Duration.ofMillis(by));
    }

    /** Lets time pass while nothing can run, as in a stalled process: what was due runs late, when time moves again. */
    public void stall(Duration by) {
        now += by.toNanos();
    }

    public Duration elapsed() {
        return Duration.ofNanos(now);
    }

    /** How many timers are set; none are left when nobody waits any more. */
    public int pending() {
        return timers.size();
    }
}
