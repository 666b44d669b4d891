package org.friendsgateway.quota;

/** The right to make one call; to be reported as sent and answered, or released unused. Safe for several threads. */
public final class Permit {

    private final Object issuer;
    private final long id;
    private final long due;
    private long sent;
    private boolean isSent;
    private boolean settled;

    /**
     * @param issuer who gave it out, compared by identity
     * @param id unique for the issuer
     * @param due from when it may be used, in the scheduler's nanoseconds
     */
    public Permit(Object issuer, long id, long due) {
        this.issuer = issuer;
        this.id = id;
        this.due = due;
    }

    public Object issuer() {
        return issuer;
    }

    public long id() {
        return id;
    }

    /** From when it may be used, in the scheduler's nanoseconds, for {@link RateSchedule#MAX_LATENESS}. */
    public long due() {
        return due;
    }

    boolean isExpired(long now) {
        return now - due > RateSchedule.MAX_LATENESS.toNanos();
    }

    /** Whether the call set out, which it did at {@code now} at the latest; false if that was known. */
    public synchronized boolean markSent(long now) {
        if (isSent) {
            return false;
        }
        isSent = true;
        sent = now;
        return true;
    }

    /** Whether it is to be settled now; true only once. */
    public synchronized boolean markSettled() {
        boolean first = !settled;
        settled = true;
        return first;
    }

    public synchronized boolean isSettledOrSentBefore(long time) {
        return settled || (isSent && sent - time < 0);
    }

    /** When the call had surely arrived: at {@code answered}, or the jitter after it set out. */
    public synchronized long arrived(long answered, RateSchedule schedule) {
        return isSent ? Math.min(answered, sent + schedule.jitter().toNanos()) : answered;
    }
}
