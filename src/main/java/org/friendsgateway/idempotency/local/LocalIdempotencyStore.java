package org.friendsgateway.idempotency.local;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.idempotency.IdempotencyStore;
import org.jspecify.annotations.Nullable;

/** Requests of one process, of bounded size: the least used are evicted first. */
public final class LocalIdempotencyStore implements IdempotencyStore {

    private static final long MAX_CHARACTERS = 64L * 1024 * 1024;
    /** What a nearly empty entry takes. */
    private static final int MIN_WEIGHT = 500;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Cache<String, Entry> entries = Caffeine.newBuilder().expireAfterWrite(RETENTION)
            .maximumWeight(MAX_CHARACTERS).weigher((String key, Entry entry) -> entry.weight()).build();

    /** @param owner the attempt that is running; null without one */
    private record Entry(String body, @Nullable LocalAttempt owner, boolean ended, List<String> recorded,
            @Nullable StoredResponse answer) {

        Entry ownedBy(@Nullable LocalAttempt attempt, boolean hasEnded) {
            return new Entry(body, attempt, hasEnded, recorded, answer);
        }

        Entry with(String more) {
            return new Entry(body, owner, ended, Stream.concat(recorded.stream(), Stream.of(more)).toList(), answer);
        }

        int weight() {
            return MIN_WEIGHT + recorded.stream().mapToInt(String::length).sum()
                    + (answer == null ? 0 : answer.body().length());
        }
    }

    @Override
    public synchronized Uni<BeginResult> begin(String key, String body) {
        return Uni.createFrom().item(begin(key, body, entries.getIfPresent(key)));
    }

    private BeginResult begin(String key, String body, @Nullable Entry found) {
        Entry known = found == null ? new Entry(body, null, true, List.of(), null) : found;
        if (!known.body().equals(body)) {
            return new BeginResult.Mismatch();
        }
        if (known.answer() != null) {
            return new BeginResult.Answered(known.answer());
        }
        if (known.owner() != null) {
            return new BeginResult.Running(RETRY_AFTER);
        }
        LocalAttempt attempt = new LocalAttempt(key,
                new EarlierAttempts(known.recorded(), found != null, !known.ended()));
        entries.put(key, known.ownedBy(attempt, false));
        return new BeginResult.Started(attempt);
    }

    private final class LocalAttempt implements Attempt {

        private final String key;
        private final EarlierAttempts earlier;

        LocalAttempt(String key, EarlierAttempts earlier) {
            this.key = key;
            this.earlier = earlier;
        }

        @Override
        public EarlierAttempts earlier() {
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
        public Uni<Void> end(@Nullable StoredResponse answer) {
            change(known -> answer == null ? known.ownedBy(null, true)
                    : new Entry(known.body(), null, true, List.of(), answer));
            return Uni.createFrom().voidItem();
        }

        @Override
        public void abandon() {
            change(known -> known.ownedBy(null, false));
        }

        private void change(UnaryOperator<Entry> change) {
            synchronized (LocalIdempotencyStore.this) {
                Entry known = entries.getIfPresent(key);
                if (known != null && known.owner() == this) {
                    put(change.apply(known));
                }
            }
        }

        // An attempt that ended without any entry leaves nothing to remember.
        private void put(Entry changed) {
            if (changed.owner() == null && changed.answer() == null && changed.ended() && changed.recorded().isEmpty()) {
                entries.invalidate(key);
            } else {
                entries.put(key, changed);
            }
        }
    }
}
