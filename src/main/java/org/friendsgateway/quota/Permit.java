package org.friendsgateway.quota;

/** The right to make one call; to be reported as sent and ended, or released unused. Thread-safe. */
public final class Permit {

    private final Object issuer;
    private final long id;
    private final long due;
    private long sent;
    private boolean isSent;
    private boolean settled;

    /**
     * Makes a permit that is not used yet.
     *
     * @param issuer compared by identity
     * @param id unique for the issuer
     * @param due the first moment to use it, in the scheduler's nanoseconds
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

    /** The first moment to use it, in the scheduler's nanoseconds; the last is {@link RateSchedule#MAX_LATENESS} later. */
    public long due() {
        return due;
    }

    boolean isExpired(long now) {
        return now - due > RateSchedule.MAX_LATENESS.toNanos();
    }

    /** Notes that the call was sent at {@code now} at the latest; false when that was noted before. */
    public synchronized boolean markSent(long now) {
        if (isSent) {
            return false;
        }
        isSent = true;
        sent = now;
        return true;
    }

    /** Notes that the permit is settled; false when that was noted before. */
    public synchronized boolean markSettled() {
        boolean first = !settled;
        settled = true;
        return first;
    }

    public synchronized boolean isSettledOrSentBefore(long time) {
        return settled || (isSent && sent - time < 0);
    }

    /** When the call had arrived at the latest: when it was answered, or the jitter tolerance after it was sent. */
    public synchronized long arrived(long answered, RateSchedule schedule) {
        return isSent ? Math.min(answered, sent + schedule.jitter().toNanos()) : answered;
    }
}
