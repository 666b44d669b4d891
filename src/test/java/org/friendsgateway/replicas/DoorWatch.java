package org.friendsgateway.replicas;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Stands at the door of a simulated vendor, which looks at this clock once for every call. A busy machine may keep the
 * vendor itself from its door, and then calls come in late that had arrived in time; the watch knows by how much.
 */
final class DoorWatch extends Clock {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /** A call that is late on the simulated road was perhaps late to enter it. */
    private static final long LONGEST_ROAD = TimeUnit.MILLISECONDS.toNanos(25);
    /** How often the vendor's event loop is asked to {@link #look}. */
    static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

    /** When a call was let in, and how long it may have waited at the door. */
    private record Call(long at, long late) {
    }

    private final Deque<Call> calls = new ArrayDeque<>();
    private LongSupplier refusals = () -> 0;
    private long refused;
    private long unexplained;
    private long lookDue = System.nanoTime();
    private long late;
    private long lateAt = lookDue;
    private long longestHeldUp;
    private long calledAt = lookDue;
    private long longestStall;

    /** How many calls the vendor has refused for speed. */
    synchronized void countRefusalsBy(LongSupplier counter) {
        refusals = counter;
    }

    @Override
    public synchronized Instant instant() {
        judgeTheLastCall();
        long now = System.nanoTime();
        longestStall = Math.max(longestStall, now - calledAt);
        calledAt = now;
        noteLateness(now);
        calls.addLast(new Call(now, late));
        return Instant.now();
    }

    /** Comes from the vendor's event loop, which makes up for the looks that it was late for. */
    synchronized void look() {
        noteLateness(System.nanoTime());
        lookDue += BETWEEN_LOOKS.toNanos();
    }

    private void noteLateness(long now) {
        long lateNow = Math.max(0, now - lookDue);
        if (lateNow >= late || now - lateAt > LONGEST_ROAD) {
            late = lateNow;
            lateAt = now;
        }
        longestHeldUp = Math.max(longestHeldUp, lateNow);
    }

    // Whether the vendor refuses a call is known only after it has looked at its clock.
    private void judgeTheLastCall() {
        long refusedNow = refusals.getAsLong();
        if (refusedNow > refused) {
            refused = refusedNow;
            Call last = calls.removeLast();
            unexplained += inTheSecondBefore(last) < StrictVendor.CALLS_PER_SECOND ? 0 : 1;
        }
        calls.removeIf(call -> calls.getLast().at() - call.at() > 2 * SECOND);
    }

    /** Those that were in the second's window even if whatever kept the vendor from its door kept them waiting. */
    private long inTheSecondBefore(Call refusedOne) {
        return calls.stream().filter(call -> refusedOne.at() - (call.at() - call.late()) < SECOND).count();
    }

    /** Refusals so far that the vendor's own lateness cannot have caused. */
    synchronized long unexplained() {
        judgeTheLastCall();
        return unexplained;
    }

    /** From now on the vendor's event loop looks as often as it should. */
    synchronized void begin() {
        lookDue = System.nanoTime() + BETWEEN_LOOKS.toNanos();
    }

    /** What is longest is asked for from now on. */
    synchronized void forget() {
        longestStall = 0;
        longestHeldUp = 0;
        calledAt = System.nanoTime();
    }

    /** The longest time between two calls. */
    synchronized Duration longestStall() {
        return Duration.ofNanos(longestStall);
    }

    /** The longest by which the vendor itself was late. */
    synchronized Duration longestHeldUp() {
        return Duration.ofNanos(longestHeldUp);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.system(zone);
    }
}
