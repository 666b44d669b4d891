package org.friendsgateway.quota;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.quota.Quota.Demand;
import org.friendsgateway.quota.Quota.Lease;
import org.friendsgateway.quota.Quota.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * Entries of single imports, which are served first, and of bulk, which gets what they leave and at least a tenth; each in a
 * fair queue. Not thread-safe.
 *
 * @param <T> the entries' items
 */
final class PriorityFairQueue<T> {

    /** While both wait. */
    private static final double SINGLES_PER_BULK = 9;
    /** A credit with which it is bulk's turn: 1, but for the rounding of sums. */
    private static final double TURN = 1 - 1e-9;
    /** Less than two turns, so that bulk never has two in a row. */
    private static final double MAX_CREDIT = 1.9;
    /** The entries of a priority that may prepare at a time, as a share of the permits. */
    private static final double PREPARING_SHARE = 0.5;
    private static final int MIN_PREPARING = 4;
    /** Each may open a connection, and a vendor accepts only so many at once. */
    private static final int MAX_PREPARING = 64;

    private final FairQueue<T> singles = new FairQueue<>();
    private final FairQueue<T> bulk = new FairQueue<>();
    private final Predicate<T> ready;
    /** The turns that bulk has earned while single imports were served. */
    private double credit;

    /** @param ready whether an entry that prepares may be served */
    PriorityFairQueue(Predicate<T> ready) {
        this.ready = ready;
    }

    FairQueue<T>.Entry add(Caller caller, Priority priority, T item, boolean first) {
        return queue(priority).add(caller, item, first);
    }

    private FairQueue<T> queue(Priority priority) {
        return priority == Priority.SINGLE ? singles : bulk;
    }

    /**
     * Moves the next entry to those that prepare, if it is among the first of its priority to be served; else null. Of bulk
     * only a few prepare while single imports wait, because an entry that has prepared holds its user's lock.
     *
     * @param permits how many permits there are
     * @param counts whether an entry that prepares is one of the first
     */
    FairQueue<T>.@Nullable Entry prepareNext(int permits, Predicate<T> counts) {
        int max = (int) Math.min(MAX_PREPARING, Math.max(MIN_PREPARING, PREPARING_SHARE * permits));
        var next = singles.prepareNext(max, counts);
        return next == null ? bulk.prepareNext(demand(singles) == 0 ? max : MIN_PREPARING, counts) : next;
    }

    /** The first entry to be served of those that are ready; null without one. */
    FairQueue<T>.@Nullable Entry first() {
        var single = singles.first(ready);
        var other = single == null || credit >= TURN ? bulk.first(ready) : null;
        return other == null ? single : other;
    }

    void serve(FairQueue<T>.Entry entry) {
        if (entry.queue() == bulk) {
            credit = Math.max(0, credit - 1);
        } else if (bulk.size() > 0) {
            // Elsewhere single imports or bulk may wait too, and get their parts of nine tenths and of a tenth.
            credit = Math.min(MAX_CREDIT, credit + bulk.share() / singles.share() / SINGLES_PER_BULK);
        }
        entry.queue().serve(entry);
    }

    int size() {
        return singles.size() + bulk.size();
    }

    int readySize() {
        return singles.count(ready) + bulk.count(ready);
    }

    // Entries need permits that are ready, and those for which there is no place to prepare.
    private int demand(FairQueue<T> queue) {
        return queue.size() - queue.count(ready.negate());
    }

    /** What waits, when the next of so many permits is requested. */
    Demand demand(int permits) {
        int needed = demand(singles);
        Priority next = needed > permits ? Priority.SINGLE : needed + demand(bulk) > permits ? Priority.BULK : null;
        return new Demand(waiting(singles), waiting(bulk), next);
    }

    private Waiting waiting(FairQueue<T> queue) {
        return demand(queue) > 0 ? queue.waiting() : Waiting.NONE;
    }

    /** Takes note of what waits in other replicas. */
    void shareWith(Lease lease) {
        singles.shareWith(lease.otherSingles());
        bulk.shareWith(lease.otherBulk());
    }

    /** How many entries are served in all replicas before another one of {@code caller} would be. */
    double ahead(Caller caller, Priority priority) {
        return ahead(priority, queue(priority).ahead(caller));
    }

    // Given the number of entries of the same priority.
    private double ahead(Priority priority, double same) {
        if (priority == Priority.SINGLE) {
            double turns = Math.floor(credit + same / SINGLES_PER_BULK + 1 - TURN);
            return same + (bulk.waitsElsewhere() ? turns : Math.min(bulk.size(), turns));
        }
        double left = (same + 1 - credit) * SINGLES_PER_BULK;
        return same + (singles.waitsElsewhere() ? left : Math.min(singles.size(), left));
    }

    /**
     * Removes the entries for which {@code late} holds, given the number of entries that are served before in all replicas;
     * gives their items.
     */
    List<T> removeLate(BiPredicate<T, Double> late) {
        List<T> removed = new ArrayList<>();
        for (Priority priority : Priority.values()) {
            removed.addAll(queue(priority).removeLate((item, same) -> late.test(item, ahead(priority, same))));
        }
        return removed;
    }
}
