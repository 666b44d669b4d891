package org.friendsgateway.idempotency;

import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.unchecked.Unchecked;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.idempotency.IdempotencyStore.Attempt;
import org.friendsgateway.pipeline.Journal;
import org.jspecify.annotations.Nullable;

/** Records the outcomes of an import in the store, each batch as one JSON text. */
final class AttemptJournal implements Journal {

    private final Attempt attempt;
    private final ObjectMapper mapper;
    private final List<Journal.Entry> earlier;

    /** The stored form of an entry; replicas of other versions read it, too. */
    record StoredEntry(String userId, FriendOutcome.Status status, boolean judged, Failure.@Nullable Kind kind,
            @Nullable String message, @Nullable VendorError vendor) {

        static StoredEntry of(Journal.Entry entry) {
            FriendOutcome outcome = entry.outcome();
            Failure failure = outcome.failure();
            return failure == null ? new StoredEntry(outcome.userId(), outcome.status(), entry.verdict(), null, null, null)
                    : new StoredEntry(outcome.userId(), outcome.status(), entry.verdict(), failure.kind(),
                            failure.message(), failure.vendor());
        }

        Journal.Entry toEntry() {
            Certainty certainty = status == FriendOutcome.Status.UNKNOWN ? Certainty.UNKNOWN : Certainty.NOTHING_IMPORTED;
            Failure failure = kind == null || message == null ? null
                    : new Failure(kind, message, vendor, certainty, RetryAdvice.NO_RETRY, null, List.of());
            return new Journal.Entry(new FriendOutcome(userId, status, failure), judged);
        }
    }

    AttemptJournal(Attempt attempt, ObjectMapper mapper) {
        this.attempt = attempt;
        this.mapper = mapper;
        this.earlier = attempt.earlier().recorded().stream().map(this::read).flatMap(List::stream)
                .map(StoredEntry::toEntry).toList();
    }

    private List<StoredEntry> read(String batch) {
        try {
            return List.of(mapper.readValue(batch, StoredEntry[].class));
        } catch (JsonProcessingException otherVersion) {
            // Friends of an unreadable batch are imported again.
            return List.of();
        }
    }

    @Override
    public List<Journal.Entry> earlier() {
        return earlier;
    }

    @Override
    public boolean interrupted() {
        return attempt.earlier().interrupted();
    }

    @Override
    public Uni<Void> write(List<Journal.Entry> entries) {
        return entries.isEmpty() ? Uni.createFrom().voidItem()
                : attempt.record(Unchecked.supplier(
                        () -> mapper.writeValueAsString(entries.stream().map(StoredEntry::of).toList())).get());
    }
}
