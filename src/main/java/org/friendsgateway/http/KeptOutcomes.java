package org.friendsgateway.http;

import java.io.UncheckedIOException;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.coordination.IdempotencyRecords.Attempt;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Repeat;
import org.friendsgateway.failure.VendorFault;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.pipeline.Journal;
import org.jspecify.annotations.Nullable;

/** The outcomes of an import that carries an idempotency key, each batch of them a JSON text of the key's record. */
final class KeptOutcomes implements Journal {

    private final Attempt attempt;
    private final ObjectMapper mapper;
    private final List<FriendOutcome> earlier;

    /** One outcome as it is kept. */
    record Entry(String userId, FriendOutcome.Status status, boolean judged, Failure.@Nullable Kind kind,
            @Nullable String message, @Nullable VendorFault vendor) {

        static Entry of(FriendOutcome outcome) {
            Failure failure = outcome.failure();
            return failure == null ? new Entry(outcome.userId(), outcome.status(), outcome.judged(), null, null, null)
                    : new Entry(outcome.userId(), outcome.status(), outcome.judged(), failure.kind(), failure.message(),
                            failure.vendor());
        }

        FriendOutcome outcome() {
            boolean proven = status != FriendOutcome.Status.UNKNOWN;
            Failure failure = kind == null || message == null ? null
                    : new Failure(kind, message, vendor, proven, Repeat.NO, null, List.of());
            return new FriendOutcome(userId, status, failure, judged);
        }
    }

    KeptOutcomes(Attempt attempt, ObjectMapper mapper) {
        this.attempt = attempt;
        this.mapper = mapper;
        this.earlier = attempt.earlier().recorded().stream().map(this::read).flatMap(List::stream).map(Entry::outcome).toList();
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
    public List<FriendOutcome> earlier() {
        return earlier;
    }

    @Override
    public boolean interrupted() {
        return attempt.earlier().interrupted();
    }

    @Override
    public Uni<Void> write(List<FriendOutcome> outcomes) {
        if (outcomes.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        try {
            return attempt.record(mapper.writeValueAsString(outcomes.stream().map(Entry::of).toList()));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
