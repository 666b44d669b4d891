package org.friendsgateway.idempotency;

import java.time.Duration;
import java.util.List;

import io.smallrye.mutiny.Uni;

import org.jspecify.annotations.Nullable;

/** The state of requests that carry an idempotency key: entries while an attempt runs, and the response in the end. */
public interface IdempotencyStore {

    /** How long a request is remembered after the last change. */
    Duration RETENTION = Duration.ofHours(24);

    /** A response to be sent again. */
    record StoredResponse(int status, String body) {
    }

    /** How to go on with a request. */
    sealed interface BeginResult {

        /** Carry it out. */
        record Started(Attempt attempt) implements BeginResult {
        }

        /** Send the same response again. */
        record Answered(StoredResponse answer) implements BeginResult {
        }

        /**
         * Refuse it, because another attempt is running.
         *
         * @param retryAfter the time until that attempt has ended, or has renewed its lease
         */
        record Running(Duration retryAfter) implements BeginResult {
        }

        /** Refuse it, because the key belongs to another body. */
        record Mismatch() implements BeginResult {
        }
    }

    /**
     * The attempts at a request before the current one.
     *
     * @param recorded the entries that they recorded, in order
     * @param resumed whether there was any
     * @param interrupted whether one stopped without an end, so that it may have done more than it recorded
     */
    record EarlierAttempts(List<String> recorded, boolean resumed, boolean interrupted) {

        public static final EarlierAttempts NONE = new EarlierAttempts(List.of(), false, false);
    }

    /** An attempt at a request that is running; to be ended or abandoned exactly once. */
    interface Attempt {

        EarlierAttempts earlier();

        /** Whether everything could be stored so far; if not, a repeat of the request may not be recognised. */
        boolean reliable();

        /** Stores an entry about work that a repeat need not do again; never fails. */
        Uni<Void> record(String entry);

        /**
         * Ends the attempt; never fails.
         *
         * @param answer the response to a repeat of the request; null when a repeat is to be carried out, given the entries;
         *        the
         *        request is forgotten when there are none
         */
        Uni<Void> end(@Nullable StoredResponse answer);

        /** Stops the attempt at once, without an end. */
        void abandon();
    }

    /**
     * Begins an attempt at a request; never fails.
     *
     * @param key a hash of the caller and its key, in at most 100 hexadecimal characters
     * @param body a hash of the body, likewise
     */
    Uni<BeginResult> begin(String key, String body);
}
