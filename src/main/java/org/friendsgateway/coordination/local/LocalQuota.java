package org.friendsgateway.coordination.local;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.coordination.Pace;
import org.friendsgateway.coordination.Quota;
import org.friendsgateway.time.Ticker;

/** Slots given out in one process. */
public final class LocalQuota implements Quota {

    private final Ticker ticker;
    private final long origin;
    private Pace pace;
    private long next;
    private long resumed;

    public LocalQuota(Pace pace, Ticker ticker) {
        this.pace = pace;
        this.ticker = ticker;
        this.origin = ticker.nanos();
    }

    @Override
    public synchronized Uni<Slot> reserve(Line line, Duration longestWait) {
        long now = now();
        long slot = Math.max(now, next);
        Duration wait = Duration.ofNanos(slot - now);
        if (wait.compareTo(longestWait) > 0) {
            return Uni.createFrom().item(new Slot(false, wait, slot, 0, 1));
        }
        next = slot + pace.spacing().toNanos();
        return Uni.createFrom().item(new Slot(true, wait, slot, 0, 1));
    }

    @Override
    public synchronized boolean stands(Slot slot) {
        return slot.number() >= resumed;
    }

    @Override
    public synchronized Uni<Void> giveBack(Slot slot) {
        if (next == slot.number() + pace.spacing().toNanos()) {
            next = slot.number();
        }
        return Uni.createFrom().voidItem();
    }

    @Override
    public synchronized Uni<Void> postpone(Duration pause) {
        Duration bounded = pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
        startAfter(bounded);
        resumed = Math.max(resumed, now() + bounded.toNanos());
        return Uni.createFrom().voidItem();
    }

    @Override
    public synchronized Duration backlog() {
        return Duration.ofNanos(Math.max(0, next - now()));
    }

    @Override
    public synchronized Pace pace() {
        return pace;
    }

    /** Lets no slot begin before {@code pause} is over. */
    public synchronized void startAfter(Duration pause) {
        next = Math.max(next, now() + pause.toNanos());
    }

    /** Changes the spacing of the slots from the next one on. */
    public synchronized void pace(Pace changed) {
        pace = changed;
    }

    private long now() {
        return ticker.nanos() - origin;
    }
}
