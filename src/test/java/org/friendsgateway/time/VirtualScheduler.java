package org.friendsgateway.time;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/** Time that passes only when a test advances it; due timers then fire in order, on the thread of the test. */
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

    /** Advances the time and fires the timers that become due. */
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

    /** Advances the time without firing timers, as in a stalled process: they fire late, at the next advance. */
    public void stall(Duration by) {
        now += by.toNanos();
    }

    public Duration elapsed() {
        return Duration.ofNanos(now);
    }

    /** How many timers are set. */
    public int pending() {
        return timers.size();
    }
}
