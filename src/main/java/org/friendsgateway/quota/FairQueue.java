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
import org.jspecify.annotations.Nullable;

/**
 * Entries of several callers, each caller's in order of arrival, served in proportion to the callers' weights by start-time
 * fair queueing. The first of all are called so that they can prepare, before they are served. Not safe for several threads.
 *
 * @param <T> what waits
 * @see <a href="https://conferences.sigcomm.org/sigcomm/1996/papers/goyal.pdf">Start-time Fair Queuing</a>
 */
final class FairQueue<T> {

    private final Map<String, Lane> lanes = new HashMap<>();
    private final List<Entry> called = new ArrayList<>();
    /** The virtual start of what was served last. */
    private double time;
    private int size;
    private List<String> others = List.of();

    /** One that waits. */
    final class Entry {

        final T item;
        private Lane lane;
        private double start;
        private boolean there = true;

        private Entry(T item, Lane lane) {
            this.item = item;
            this.lane = lane;
        }
    }

    /** The entries of one caller. */
    private final class Lane {

        final String name;
        final String word;
        final int fullWeight;
        final Deque<Entry> waiting = new ArrayDeque<>();
        double weight;
        double end;
        int size;

        Lane(Caller caller) {
            this.name = caller.name();
            this.word = word(caller);
            this.fullWeight = caller.weight();
            share();
        }

        void share() {
            weight = (double) fullWeight / (1 + Collections.frequency(others, word));
        }

        double start() {
            return Math.max(time, end);
        }

        double cost() {
            return 1 / weight;
        }

        int called() {
            return size - waiting.size();
        }
    }

    /** A caller in a word that other replicas can compare. */
    static String word(Caller caller) {
        return Integer.toHexString(caller.name().hashCode());
    }

    Entry add(Caller caller, T item) {
        Lane lane = lanes.computeIfAbsent(caller.name(), name -> new Lane(caller));
        Entry entry = new Entry(item, lane);
        lane.waiting.addLast(entry);
        lane.size++;
        size++;
        return entry;
    }

    /** Calls the next entry, when it is among the first {@code max} to be served; null when there is none. */
    @Nullable
    Entry call(int max) {
        Lane next = lanes.values().stream().filter(lane -> !lane.waiting.isEmpty())
                .min(Comparator.comparingDouble(Lane::start)).orElse(null);
        if (next == null) {
            return null;
        }
        double start = next.start();
        if (called.size() >= max && called.stream().filter(entry -> entry.start <= start).count() >= max) {
            return null;
        }
        Entry entry = next.waiting.removeFirst();
        entry.start = start;
        next.end = start + next.cost();
        called.add(entry);
        return entry;
    }

    /** The first called entry that fulfils a condition. */
    @Nullable
    Entry first(Predicate<T> condition) {
        Entry first = null;
        for (Entry entry : called) {
            if ((first == null || entry.start < first.start) && condition.test(entry.item)) {
                first = entry;
            }
        }
        return first;
    }

    /** How many called entries fulfil a condition. */
    int count(Predicate<T> condition) {
        int count = 0;
        for (Entry entry : called) {
            count += condition.test(entry.item) ? 1 : 0;
        }
        return count;
    }

    /** Takes a called entry out, for it is served. */
    void serve(Entry entry) {
        called.remove(entry);
        time = Math.max(time, entry.start);
        leave(entry);
    }

    /** Puts an entry back that was served, where it was. */
    void restore(Entry entry) {
        entry.lane = lanes.computeIfAbsent(entry.lane.name, name -> entry.lane);
        entry.there = true;
        called.add(entry);
        entry.lane.size++;
        size++;
    }

    /** Takes an entry out that is not served; without effect when it is not there. */
    void remove(Entry entry) {
        if (!entry.there) {
            return;
        }
        if (called.remove(entry)) {
            // What comes after it moves up.
            entry.lane.end -= entry.lane.cost();
        } else {
            entry.lane.waiting.remove(entry);
        }
        leave(entry);
    }

    private void leave(Entry entry) {
        entry.there = false;
        entry.lane.size--;
        size--;
        if (size == 0) {
            // Without a queue no caller is ahead of another.
            lanes.clear();
            time = 0;
        } else if (entry.lane.size == 0 && entry.lane.end <= time) {
            lanes.remove(entry.lane.name);
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** The sum of the weights of the callers that wait, as if one more of {@code caller} did; null for none. */
    double weight(@Nullable Caller caller) {
        double sum = 0;
        for (Lane lane : lanes.values()) {
            sum += lane.size > 0 ? lane.weight : 0;
        }
        Lane own = caller == null ? null : lanes.get(caller.name());
        return caller == null || (own != null && own.size > 0) ? sum : sum + new Lane(caller).weight;
    }

    /** The words of the callers that wait, separated by spaces. */
    String callers() {
        return lanes.values().stream().filter(lane -> lane.size > 0).map(lane -> lane.word).collect(Collectors.joining(" "));
    }

    /**
     * Divides the weight of each caller by the number of replicas in which it waits; {@code others} are those of the others.
     */
    void share(String others) {
        this.others = others.isEmpty() ? List.of() : List.of(others.split(" "));
        lanes.values().forEach(Lane::share);
    }

    /** How many are served before one more of {@code caller} would be. */
    double ahead(Caller caller) {
        Lane lane = lanes.get(caller.name());
        return lane == null ? before(new Lane(caller), 0) : before(lane, lane.size);
    }

    // Of the lane itself {@code position}, and of each other lane as many as its weight allows until then.
    private double before(Lane lane, int position) {
        double start = lane.start() + Math.max(0, position - lane.called()) * lane.cost();
        double before = position;
        for (Lane other : lanes.values()) {
            if (other != lane) {
                before += Math.min(other.size, other.called() + Math.max(0, start - other.start()) * other.weight);
            }
        }
        return before;
    }

    /** Takes out the entries for which {@code late} holds, given how many are served before. */
    List<T> removeLate(BiPredicate<T, Double> late) {
        List<Entry> removed = new ArrayList<>();
        for (Lane lane : lanes.values()) {
            int position = 0;
            List<Entry> entries = new ArrayList<>(called.stream().filter(entry -> entry.lane == lane).toList());
            entries.addAll(lane.waiting);
            for (Entry entry : entries) {
                if (late.test(entry.item, before(lane, position))) {
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
