package org.friendsgateway.coordination;

import java.time.Duration;
import java.util.List;

import io.smallrye.mutiny.Uni;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of requests that carry an idempotency key: what they brought bit by bit, and the answer in the end. Texts
 * are kept as they are given.
 */
public interface IdempotencyStore {

    /** From the last that was kept of a request. */
    Duration KEPT = Duration.ofHours(24);

    /**
     * An answer to be given again.
     *
     * @param status the HTTP status
     * @param body as it was sent
     */
    record StoredResponse(int status, String body) {
    }

    /** What to do with a request. */
    sealed interface BeginResult {

        /** Carry it out. */
        record Started(Attempt attempt) implements BeginResult {
        }

        /** Give the same answer again. */
        record Answered(StoredResponse answer) implements BeginResult {
        }

        /**
         * Refuse it, for the same one is being carried out.
         *
         * @param retryAfter by then the one who carries it out is done, or has shown again that he is alive
         */
        record Running(Duration retryAfter) implements BeginResult {
        }

        /** Refuse it, for the key belongs to another body. */
        record Mismatch() implements BeginResult {
        }
    }

    /**
     * What is known of earlier attempts at a request.
     *
     * @param recorded what they brought, in the order in which it was recorded
     * @param resumed whether there was one
     * @param interrupted whether one stopped without an end, so that it may have done more than was recorded
     */
    record EarlierAttempts(List<String> recorded, boolean resumed, boolean interrupted) {

        public static final EarlierAttempts NONE = new EarlierAttempts(List.of(), false, false);
    }

    /** A request being carried out; to be ended or abandoned exactly once. */
    interface Attempt {

        /** What is known of the attempts before this one. */
        EarlierAttempts earlier();

        /** Whether everything could be kept so far; if not, a repeat may not be recognised. */
        boolean reliable();

        /** Keeps something that a repeat need not do again; never fails. */
        Uni<Void> record(String entry);

        /**
         * Ends the attempt; never fails.
         *
         * @param answer to be given to whoever repeats the request; null when a repeat is to be carried out, where all that
         *        was recorded is left alone, and forgotten when that is nothing
         */
        Uni<Void> end(@Nullable StoredResponse answer);

        /** Stops without an end, at once. */
        void abandon();
    }

    /**
     * Begins a request; never fails.
     *
     * @param key names the caller and the key, in at most 100 characters of hexadecimal
     * @param body names the body, likewise
     */
    Uni<BeginResult> begin(String key, String body);
}
