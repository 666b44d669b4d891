package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BinaryOperator;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.friend.ImportOutcome;

/** When a failed call is retried, and how often. */
final class RetryPolicy {

    /** A quarter of the second in which a vendor counts calls; repeated while the vendor still refuses. */
    private static final Duration RATE_LIMIT_PAUSE = Duration.ofMillis(250);
    private static final int TOO_MANY_REQUESTS = 429;

    private final PipelineConfig.Retry config;

    RetryPolicy(PipelineConfig.Retry config) {
        this.config = config;
    }

    Attempt first() {
        return new Attempt(1, false);
    }

    /** How long all calls of an app pause when the vendor refused this one for the rate of calls; empty when it did not. */
    static Optional<Duration> pauseOfApp(ImportOutcome outcome) {
        return outcome.failures().filter(RetryPolicy::isRateLimited)
                .map(failure -> failure.retryAfter() == null ? RATE_LIMIT_PAUSE : failure.retryAfter())
                .max(Duration::compareTo);
    }

    // The HTTP status counts even without a readable body. A used-up plan is a rate limit only if the vendor asks to wait.
    private static boolean isRateLimited(Failure failure) {
        VendorError error = failure.vendor();
        boolean tooMany = error != null && Objects.equals(error.httpStatus(), TOO_MANY_REQUESTS);
        return failure.kind() == Kind.VENDOR_RATE_LIMITED
                || (tooMany && (failure.kind() != Kind.VENDOR_QUOTA_EXHAUSTED || failure.retryAfter() != null));
    }

    /** One attempt at a call, counted from 1. */
    final class Attempt {

        private final int number;
        private final boolean credentialRenewed;

        private Attempt(int number, boolean credentialRenewed) {
            this.number = number;
            this.credentialRenewed = credentialRenewed;
        }

        /** Whether another attempt may follow one that failed like this. */
        boolean allows(Failure failure) {
            return switch (failure.retryAdvice()) {
                case NO_RETRY -> false;
                case RETRY_WITH_BACKOFF -> number < config.maxAttempts();
                // Once, whatever the number of attempts: those before may have used a refused credential.
                case RETRY_WITH_NEW_CREDENTIAL -> !credentialRenewed;
            };
        }

        /**
         * Exponential with jitter, and at least the vendor's {@code Retry-After}.
         *
         * @param jitter from 0 to 1, the same for all imports that failed in one call, so that they leave in one call again
         */
        Duration pauseAfter(List<Failure> failures, double jitter) {
            boolean credentialOnly = failures.stream().allMatch(Attempt::renews);
            return failures.stream().map(Failure::retryAfter).filter(Objects::nonNull)
                    .reduce(credentialOnly ? Duration.ZERO : backoff(jitter), BinaryOperator.maxBy(Comparator.naturalOrder()));
        }

        Attempt next(List<Failure> failures) {
            return new Attempt(number + 1, credentialRenewed || failures.stream().anyMatch(Attempt::renews));
        }

        private Duration backoff(double jitter) {
            Duration doubled = config.initialBackoff().multipliedBy(1L << Math.min(number - 1, 20));
            Duration longest = Collections.min(List.of(doubled, config.maxBackoff()));
            return longest.minusNanos((long) (jitter * longest.toNanos() / 2));
        }

        private static boolean renews(Failure failure) {
            return failure.retryAdvice() == RetryAdvice.RETRY_WITH_NEW_CREDENTIAL;
        }
    }
}
