package org.friendsgateway.coordination.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.friendsgateway.coordination.Quota.Slot;

/**
 * When the calls of several replicas were due, on Redis's clock, which is this machine's. A shared slot is a moment on that
 * clock; a replica's own slot is one on a clock of its own, whose distance is the least that was ever seen.
 */
final class Calls {

    /** Microseconds since the epoch are far beyond the age of any process in nanoseconds. */
    private static final long FIRST_SHARED = 1_000_000_000_000_000L;

    private final List<Long> shared = new ArrayList<>();
    private final Map<Replica, List<Long>> own = new HashMap<>();
    private final Map<Replica, Long> distances = new HashMap<>();

    /** Looks at a slot that was granted just now. */
    synchronized void granted(Replica replica, Slot slot) {
        if (slot.number() < FIRST_SHARED) {
            Instant now = Instant.now();
            long due = now.getEpochSecond() * 1_000_000 + (now.getNano() + slot.delay().toNanos()) / 1000;
            distances.merge(replica, due - slot.number() / 1000, Math::min);
        }
    }

    /** Takes note of a slot that was used. */
    synchronized void used(Replica replica, Slot slot) {
        if (slot.number() < FIRST_SHARED) {
            own.computeIfAbsent(replica, first -> new ArrayList<>()).add(slot.number() / 1000);
        } else {
            shared.add(slot.number());
        }
    }

    synchronized int count() {
        return shared.size() + own.values().stream().mapToInt(List::size).sum();
    }

    /** When the used slots were, in microseconds. */
    synchronized List<Long> micros() {
        List<Long> all = new ArrayList<>(shared);
        own.forEach((replica, slots) -> slots.forEach(slot -> all.add(slot + distances.getOrDefault(replica, 0L))));
        return all;
    }
}
