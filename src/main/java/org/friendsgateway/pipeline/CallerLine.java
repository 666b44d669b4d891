package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.coordination.Quota;
import org.friendsgateway.coordination.Quota.Line;
import org.friendsgateway.coordination.Quota.Slot;
import org.friendsgateway.pipeline.PermitWaiter.Reserved;
import org.friendsgateway.time.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one caller that wait for an app's quota in this replica. Only the first of them hold slots, as many as the
 * caller's weight allows; the others ask when a slot of these has come. Slots are given out in the order they are asked for,
 * so everybody who waits gets his share of them, and waits for no more than the few that others hold.
 */
final class CallerLine {

    /** The slots that a caller of weight 1 holds over all replicas: those of this time, and not so few that one is missed. */
    private static final Duration AHEAD = Duration.ofMillis(500);
    private static final int LEAST_AHEAD = 4;

    private final Caller caller;
    private final Quota quota;
    private final Ticker ticker;
    private final Deque<PermitWaiter> waiting = new ArrayDeque<>();
    private final Deque<Reserved> held = new ArrayDeque<>();
    private final LinePace pace;
    private final AtomicInteger calls = new AtomicInteger();
    private int asking;
    private int lines = 1;
    private boolean alarmed;

    CallerLine(Caller caller, Quota quota, Ticker ticker) {
        this.caller = caller;
        this.quota = quota;
        this.ticker = ticker;
        this.pace = new LinePace(quota.pace().spacing());
    }

    /**
     * Takes the next slot that falls to the caller, unless it lies more than {@code longestWait} ahead.
     *
     * @param again whether it was its turn before, so that it need not line up behind those who came later
     */
    Uni<Reserved> reserve(Duration longestWait, boolean again) {
        return Uni.createFrom().emitter(emitter -> {
            PermitWaiter waiter = new PermitWaiter(ticker.nanos() + longestWait.toNanos(), ticker.here(), emitter);
            Duration wait = join(waiter, longestWait, again);
            if (wait != null) {
                emitter.complete(reserved(new Slot(false, wait, 0, 0, 1)));
            } else {
                callNext();
            }
        });
    }

    // How long it would have to wait, if that is too long to join.
    private synchronized @Nullable Duration join(PermitWaiter waiter, Duration longestWait, boolean again) {
        Duration wait = again ? Duration.ZERO : waitInLine();
        if (wait.compareTo(longestWait) > 0) {
            return wait;
        }
        if (again) {
            waiting.addFirst(waiter);
        } else {
            waiting.addLast(waiter);
        }
        waiter.onLeave(() -> leave(waiter));
        return null;
    }

    private synchronized void leave(PermitWaiter waiter) {
        waiting.remove(waiter);
    }

    private Reserved reserved(Slot slot) {
        return new Reserved(slot, ticker.nanos() + slot.delay().toNanos());
    }

    /** From now until a slot that would be asked for now. */
    Duration backlog() {
        Duration inLine = waitInLine();
        Duration atQuota = quota.backlog();
        return inLine.compareTo(atQuota) > 0 ? inLine : atQuota;
    }

    private synchronized Duration waitInLine() {
        forgetUsed();
        if (waiting.isEmpty() && asking + held.size() < mostHeld()) {
            return Duration.ZERO;
        }
        long last = held.isEmpty() ? 0 : held.getLast().due() - ticker.nanos();
        return Duration.ofNanos(last + (waiting.size() + asking) * pace.nanosPerSlot());
    }

    /** Frees a slot that will not be used: for the next one in line, else for everybody. */
    Uni<Void> giveBack(Reserved unused) {
        PermitWaiter heir = heirTo(unused);
        if (heir != null) {
            heir.give(unused, () -> giveBack(unused));
            return Uni.createFrom().voidItem();
        }
        return quota.giveBack(unused.slot()).invoke(this::callNext);
    }

    private synchronized @Nullable PermitWaiter heirTo(Reserved unused) {
        PermitWaiter first = waiting.peekFirst();
        if (first != null && unused.due() > ticker.nanos() && unused.due() <= first.deadline()) {
            waiting.removeFirst();
            return first;
        }
        held.remove(unused);
        return null;
    }

    // A quota may answer at once, and an answer calls the next one: that must not grow the stack.
    private void callNext() {
        if (calls.getAndIncrement() > 0) {
            return;
        }
        int done = 1;
        while (done > 0) {
            for (PermitWaiter next = first(); next != null; next = first()) {
                ask(next);
            }
            done = calls.addAndGet(-done);
        }
    }

    private synchronized @Nullable PermitWaiter first() {
        forgetUsed();
        if (waiting.isEmpty()) {
            return null;
        }
        if (asking + held.size() >= mostHeld()) {
            callNextWhenASlotHasCome();
            return null;
        }
        asking++;
        return waiting.removeFirst();
    }

    // Nobody waits for this one: whoever asked may have left when the slot comes, and then gives it back.
    private void ask(PermitWaiter waiter) {
        Duration longestWait = Duration.ofNanos(Math.max(0, waiter.deadline() - ticker.nanos()));
        quota.reserve(new Line(caller.name(), crowded()), longestWait).subscribe().with(slot -> {
            Reserved reserved = reserved(slot);
            note(reserved);
            waiter.give(reserved, () -> giveBack(reserved));
            callNext();
        });
    }

    private synchronized boolean crowded() {
        return !waiting.isEmpty();
    }

    private synchronized void note(Reserved reserved) {
        asking--;
        lines = reserved.slot().lines();
        if (reserved.slot().granted()) {
            held.add(reserved);
            pace.note(reserved.due(), !waiting.isEmpty());
        }
    }

    private void forgetUsed() {
        long now = ticker.nanos();
        while (!held.isEmpty() && held.getFirst().due() <= now) {
            held.removeFirst();
        }
    }

    private int mostHeld() {
        long ahead = Math.max(LEAST_AHEAD, AHEAD.toNanos() / quota.pace().spacing().toNanos());
        return (int) Math.max(1, ahead * caller.weight() / lines);
    }

    private void callNextWhenASlotHasCome() {
        if (!alarmed && !held.isEmpty()) {
            alarmed = true;
            // Timers are rounded, and before the slot has come there would be nothing to do but to wait again.
            ticker.after(Duration.ofNanos(held.getFirst().due() - ticker.nanos()).plusMillis(1)).subscribe().with(come -> {
                synchronized (this) {
                    alarmed = false;
                }
                callNext();
            });
        }
    }
}
