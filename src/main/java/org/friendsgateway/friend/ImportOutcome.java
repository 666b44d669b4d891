package org.friendsgateway.friend;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.GatewayException;
import org.jspecify.annotations.Nullable;

/** The outcome of an import, or of the part of it in one vendor call. */
public sealed interface ImportOutcome {

    /** Whether every friend is imported or waits for consent. */
    boolean isComplete();

    /** Whether a retry cannot change it, so that the response may be stored for its idempotency key. */
    boolean isFinal();

    /** The failure of all friends; null when the call did not fail as a whole. */
    @Nullable
    Failure failure();

    /** The failures in it, in order: the one of all friends, or those of single friends. */
    Stream<Failure> failures();

    /** {@code ok} unless the call failed, otherwise the code of the failure; for metrics and spans. */
    default String result() {
        Failure failure = failure();
        return failure == null ? GatewayException.OK : failure.kind().code();
    }

    /** The longest pause that the vendor or the gateway asks for before a retry; null when neither does. */
    @Nullable
    Duration retryAfter();

    /** The same outcome with at least this pause before the retry of what may be retried; null changes nothing. */
    ImportOutcome withRetryAfter(@Nullable Duration pause);

    /**
     * An outcome for each friend, in the order of the import.
     *
     * @param friends one for each friend
     */
    record PerFriend(List<FriendOutcome> friends) implements ImportOutcome {

        public PerFriend {
            friends = List.copyOf(friends);
        }

        @Override
        public boolean isComplete() {
            return friends.stream().allMatch(friend -> friend.failure() == null);
        }

        @Override
        public boolean isFinal() {
            return friends.stream().noneMatch(FriendOutcome::retryable);
        }

        @Override
        public @Nullable Failure failure() {
            return null;
        }

        @Override
        public Stream<Failure> failures() {
            return friends.stream().map(FriendOutcome::failure).filter(Objects::nonNull);
        }

        @Override
        public @Nullable Duration retryAfter() {
            return failures().map(Failure::retryAfter).filter(Objects::nonNull).max(Duration::compareTo).orElse(null);
        }

        @Override
        public ImportOutcome withRetryAfter(@Nullable Duration pause) {
            return pause == null || isFinal() ? this
                    : new PerFriend(friends.stream().map(friend -> friend.retryable()
                            ? FriendOutcome.failed(friend.userId(),
                                    Objects.requireNonNull(friend.failure()).withRetryAfter(pause))
                            : friend).toList());
        }
    }

    /**
     * The call was only a check, such as whether a user exists, and the import may go on. No friend was sent, so the same batch
     * needs another call.
     */
    record NotYetSent() implements ImportOutcome {

        @Override
        public boolean isComplete() {
            return false;
        }

        @Override
        public boolean isFinal() {
            return false;
        }

        @Override
        public @Nullable Failure failure() {
            return null;
        }

        @Override
        public Stream<Failure> failures() {
            return Stream.of();
        }

        @Override
        public @Nullable Duration retryAfter() {
            return null;
        }

        @Override
        public ImportOutcome withRetryAfter(@Nullable Duration pause) {
            return this;
        }
    }

    /** One failure of all friends. */
    record Failed(Failure failure) implements ImportOutcome {

        @Override
        public boolean isComplete() {
            return false;
        }

        @Override
        public boolean isFinal() {
            return failure.kind().isFinalVerdict();
        }

        @Override
        public Stream<Failure> failures() {
            return Stream.of(failure);
        }

        @Override
        public @Nullable Duration retryAfter() {
            return failure.retryAfter();
        }

        @Override
        public ImportOutcome withRetryAfter(@Nullable Duration pause) {
            return new Failed(failure.withRetryAfter(pause));
        }
    }
}
