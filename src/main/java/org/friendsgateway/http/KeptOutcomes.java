package org.friendsgateway.http;

import java.io.UncheckedIOException;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.idempotency.IdempotencyStore.Attempt;
import org.friendsgateway.pipeline.Journal;
import org.jspecify.annotations.Nullable;

/** The outcomes of an import that carries an idempotency key, each batch of them a JSON text of the key's record. */
final class KeptOutcomes implements Journal {

    private final Attempt attempt;
    private final ObjectMapper mapper;
    private final List<Journal.Entry> earlier;

    /** An entry as it is kept. */
    record Entry(String userId, FriendOutcome.Status status, boolean judged, Failure.@Nullable Kind kind,
            @Nullable String message, @Nullable VendorError vendor) {

        static Entry of(Journal.Entry entry) {
            FriendOutcome outcome = entry.outcome();
            Failure failure = outcome.failure();
            return failure == null ? new Entry(outcome.userId(), outcome.status(), entry.verdict(), null, null, null)
                    : new Entry(outcome.userId(), outcome.status(), entry.verdict(), failure.kind(), failure.message(),
                            failure.vendor());
        }

        Journal.Entry entry() {
            Certainty certainty = status == FriendOutcome.Status.UNKNOWN ? Certainty.UNKNOWN : Certainty.NOTHING_IMPORTED;
            Failure failure = kind == null || message == null ? null
                    : new Failure(kind, message, vendor, certainty, RetryAdvice.NO_RETRY, null, List.of());
            return new Journal.Entry(new FriendOutcome(userId, status, failure), judged);
        }
    }

    KeptOutcomes(Attempt attempt, ObjectMapper mapper) {
        this.attempt = attempt;
        this.mapper = mapper;
        this.earlier = attempt.earlier().recorded().stream().map(this::read).flatMap(List::stream).map(Entry::entry).toList();
    }

    private List<Entry> read(String batch) {
        try {
            return List.of(mapper.readValue(batch, Entry[].class));
        } catch (JsonProcessingException otherVersion) {
            // What cannot be read is done again.
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
        if (entries.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        try {
            return attempt.record(mapper.writeValueAsString(entries.stream().map(Entry::of).toList()));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
