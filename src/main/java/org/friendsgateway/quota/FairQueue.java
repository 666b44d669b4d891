package org.friendsgateway.quota;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.quota.Quota.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * Entries of several callers, those of one caller in order of arrival, served in proportion to the weights of the callers
 * by start-time fair queueing. The first entries prepare before they are served. Not thread-safe.
 *
 * @param <T> the entries' items
 * @see <a href="https://conferences.sigcomm.org/sigcomm/1996/papers/goyal.pdf">Start-time Fair Queuing</a>
 */
final class FairQueue<T> {

    private final Map<String, Flow> flows = new HashMap<>();
    private final List<Entry> preparing = new ArrayList<>();
    /** The virtual time: the start tag of the last entry that was served. */
    private double time;
    private int size;
    /** The sum of the weights that wait in other replicas. */
    private double otherWeight;
    /** The ids of the callers that wait in other replicas, once for each replica. */
    private List<String> otherCallers = List.of();

    final class Entry {

        final T item;
        private Flow flow;
        private final boolean first;
        private double start;
        private boolean queued = true;

        private Entry(T item, Flow flow, boolean first) {
            this.item = item;
            this.flow = flow;
            this.first = first;
        }

        FairQueue<T> queue() {
            return FairQueue.this;
        }
    }

    /** The entries of one caller. */
    private final class Flow {

        final String name;
        final String id;
        final int callerWeight;
        final Deque<Entry> waiting = new ArrayDeque<>();
        double weight;
        double end;
        int size;

        Flow(Caller caller) {
            this.name = caller.name();
            this.id = idOf(caller);
            this.callerWeight = caller.weight();
            updateWeight();
        }

        void updateWeight() {
            weight = (double) callerWeight / (1 + Collections.frequency(otherCallers, id));
        }

        double start() {
            return Math.max(time, end);
        }

        double cost() {
            return 1 / weight;
        }

        int preparing() {
            return size - waiting.size();
        }
    }

    /** A short name of a caller, without spaces and the same in all replicas. */
    static String idOf(Caller caller) {
        return Integer.toHexString(caller.name().hashCode());
    }

    /** @param first whether the entry goes before the others, at the cost of its caller */
    Entry add(Caller caller, T item, boolean first) {
        Flow flow = flows.computeIfAbsent(caller.name(), name -> new Flow(caller));
        Entry entry = new Entry(item, flow, first);
        if (first) {
            flow.waiting.addFirst(entry);
        } else {
            flow.waiting.addLast(entry);
        }
        flow.size++;
        size++;
        return entry;
    }

    /**
     * Moves the next entry to those that prepare, if it is among the first {@code max} to be served; else null.
     *
     * @param counts whether an entry that prepares is one of these
     */
    @Nullable
    Entry prepareNext(int max, Predicate<T> counts) {
        Flow next = flows.values().stream().filter(flow -> !flow.waiting.isEmpty())
                .min(Comparator.comparingDouble(Flow::start)).orElse(null);
        if (next == null) {
            return null;
        }
        double end = next.start() + next.cost();
        double start = next.waiting.element().first ? time : next.start();
        if (preparing.size() >= max
                && preparing.stream().filter(entry -> entry.start <= start && counts.test(entry.item)).count() >= max) {
            return null;
        }
        Entry entry = next.waiting.removeFirst();
        entry.start = start;
        next.end = end;
        preparing.add(entry);
        return entry;
    }

    /** The first entry to be served of those that prepare and fulfil a condition; null without one. */
    @Nullable
    Entry first(Predicate<T> condition) {
        Entry first = null;
        for (Entry entry : preparing) {
            if ((first == null || entry.start < first.start) && condition.test(entry.item)) {
                first = entry;
            }
        }
        return first;
    }

    /** The number of entries that prepare and fulfil a condition. */
    int count(Predicate<T> condition) {
        int count = 0;
        for (Entry entry : preparing) {
            count += condition.test(entry.item) ? 1 : 0;
        }
        return count;
    }

    /** Removes an entry that prepares, because it is served. */
    void serve(Entry entry) {
        preparing.remove(entry);
        time = Math.max(time, entry.start);
        leave(entry);
    }

    /** Puts an entry back that was served, at its former place. */
    void restore(Entry entry) {
        entry.flow = flows.computeIfAbsent(entry.flow.name, name -> entry.flow);
        entry.queued = true;
        preparing.add(entry);
        entry.flow.size++;
        size++;
    }

    /** Removes an entry that is not served, if it is still queued. */
    void remove(Entry entry) {
        if (!entry.queued) {
            return;
        }
        if (preparing.remove(entry)) {
            // Later entries of the caller move up.
            entry.flow.end -= entry.flow.cost();
        } else {
            entry.flow.waiting.remove(entry);
        }
        leave(entry);
    }

    private void leave(Entry entry) {
        entry.queued = false;
        entry.flow.size--;
        size--;
        if (size == 0) {
            // Callers do not owe one another anything once the queue is empty.
            flows.clear();
            time = 0;
        } else if (entry.flow.size == 0 && entry.flow.end <= time) {
            flows.remove(entry.flow.name);
        }
    }

    int size() {
        return size;
    }

    /** Whether entries wait in other replicas. */
    boolean waitsElsewhere() {
        return otherWeight > 0;
    }

    // The sum of the weights of the callers that wait, including the given one unless it is null.
    private double weight(@Nullable Caller caller) {
        double sum = 0;
        for (Flow flow : flows.values()) {
            sum += flow.size > 0 ? flow.weight : 0;
        }
        Flow own = caller == null ? null : flows.get(caller.name());
        return caller == null || (own != null && own.size > 0) ? sum : sum + new Flow(caller).weight;
    }

    /** The callers that wait. */
    Waiting waiting() {
        return new Waiting(weight(null), flows.values().stream().filter(flow -> flow.size > 0).map(flow -> flow.id)
                .collect(Collectors.joining(" ")));
    }

    /** The part of the permits that the entries of this replica get, from 0 to 1. */
    double share() {
        return share(weight(null));
    }

    private double share(double weight) {
        return otherWeight == 0 ? 1 : weight / (weight + otherWeight);
    }

    /** Takes note of the callers that wait in other replicas, which divides the weights of those that wait here too. */
    void shareWith(Waiting others) {
        otherWeight = others.weight();
        otherCallers = others.callers().isEmpty() ? List.of() : List.of(others.callers().split(" "));
        flows.values().forEach(Flow::updateWeight);
    }

    /** How many entries are served in all replicas before another one of {@code caller} would be. */
    double ahead(Caller caller) {
        Flow flow = flows.get(caller.name());
        return (flow == null ? before(new Flow(caller), 0) : before(flow, flow.size)) / share(weight(caller));
    }

    // In this replica: those of the flow itself, and of each other flow as many as its weight allows in the meantime.
    private double before(Flow flow, int position) {
        double start = flow.start() + Math.max(0, position - flow.preparing()) * flow.cost();
        double before = position;
        for (Flow other : flows.values()) {
            if (other != flow) {
                before += Math.min(other.size, other.preparing() + Math.max(0, start - other.start()) * other.weight);
            }
        }
        return before;
    }

    /**
     * Removes the entries for which {@code late} holds, given the number of entries that are served before in all replicas;
     * gives their items.
     */
    List<T> removeLate(BiPredicate<T, Double> late) {
        List<Entry> removed = new ArrayList<>();
        double share = share();
        for (Flow flow : flows.values()) {
            int position = 0;
            List<Entry> entries = new ArrayList<>(preparing.stream().filter(entry -> entry.flow == flow).toList());
            entries.addAll(flow.waiting);
            for (Entry entry : entries) {
                if (late.test(entry.item, before(flow, position) / share)) {
                    removed.add(entry);
                } else {
                    position++;
                }
            }
        }
        removed.forEach(this::remove);
        return removed.stream().map(entry -> entry.item).toList();
    }
}
