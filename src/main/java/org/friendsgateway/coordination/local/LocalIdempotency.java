package org.friendsgateway.coordination.local;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.coordination.IdempotencyRecords;
import org.jspecify.annotations.Nullable;

/** Records in one process, of bounded size: the least used go first. */
final class LocalIdempotency implements IdempotencyRecords {

    private static final long MOST_CHARACTERS = 64L * 1024 * 1024;
    /** An entry that is all but empty takes room, too. */
    private static final int LEAST_WEIGHT = 500;
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final Cache<String, Entry> entries = Caffeine.newBuilder().expireAfterWrite(KEPT)
            .maximumWeight(MOST_CHARACTERS).weigher((String key, Entry entry) -> entry.weight()).build();

    /** @param owner who carries it out; null when nobody does */
    private record Entry(String body, @Nullable LocalAttempt owner, boolean ended, List<String> recorded,
            @Nullable Kept answer) {

        Entry ownedBy(@Nullable LocalAttempt attempt, boolean hasEnded) {
            return new Entry(body, attempt, hasEnded, recorded, answer);
        }

        Entry with(String more) {
            return new Entry(body, owner, ended, Stream.concat(recorded.stream(), Stream.of(more)).toList(), answer);
        }

        int weight() {
            return LEAST_WEIGHT + recorded.stream().mapToInt(String::length).sum()
                    + (answer == null ? 0 : answer.body().length());
        }
    }

    @Override
    public synchronized Uni<Begun> begin(String key, String body) {
        Entry known = entries.getIfPresent(key);
        if (known == null) {
            known = new Entry(body, null, true, List.of(), null);
        }
        return Uni.createFrom().item(begin(key, body, known));
    }

    private Begun begin(String key, String body, Entry known) {
        if (!known.body().equals(body)) {
            return new Begun.Mismatch();
        }
        if (known.answer() != null) {
            return new Begun.Answered(known.answer());
        }
        if (known.owner() != null) {
            return new Begun.Running(ASK_AGAIN);
        }
        LocalAttempt attempt = new LocalAttempt(key,
                new Earlier(known.recorded(), entries.getIfPresent(key) != null, !known.ended()));
        entries.put(key, known.ownedBy(attempt, false));
        return new Begun.Started(attempt);
    }

    private final class LocalAttempt implements Attempt {

        private final String key;
        private final Earlier earlier;

        LocalAttempt(String key, Earlier earlier) {
            this.key = key;
            this.earlier = earlier;
        }

        @Override
        public Earlier earlier() {
            return earlier;
        }

        @Override
        public boolean reliable() {
            return true;
        }

        @Override
        public Uni<Void> record(String entry) {
            change(known -> known.with(entry));
            return Uni.createFrom().voidItem();
        }

        @Override
        public Uni<Void> end(@Nullable Kept answer) {
            change(known -> answer == null ? known.ownedBy(null, true)
                    : new Entry(known.body(), null, true, List.of(), answer));
            return Uni.createFrom().voidItem();
        }

        @Override
        public void abandon() {
            change(known -> known.ownedBy(null, false));
        }

        private void change(UnaryOperator<Entry> change) {
            synchronized (LocalIdempotency.this) {
                Entry known = entries.getIfPresent(key);
                if (known != null && known.owner() == this) {
                    put(change.apply(known));
                }
            }
        }

        // Where nothing was brought there is nothing to be known of.
        private void put(Entry changed) {
            if (changed.owner() == null && changed.answer() == null && changed.ended() && changed.recorded().isEmpty()) {
                entries.invalidate(key);
            } else {
                entries.put(key, changed);
            }
        }
    }
}
