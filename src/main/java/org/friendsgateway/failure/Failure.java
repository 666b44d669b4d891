package org.friendsgateway.failure;

import static org.friendsgateway.failure.Failure.Origin.CALLER;
import static org.friendsgateway.failure.Failure.Origin.GATEWAY;
import static org.friendsgateway.failure.Failure.Origin.VENDOR;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Why something was not done: the gateway's one vocabulary for all failures.
 *
 * @param kind the reason, one of a closed set
 * @param message the gateway's own words for this case, safe to show to a caller
 * @param vendor the vendor's own error; null when it sent none
 * @param certainty what is proven about the friends it concerns
 * @param retryAdvice what the gateway itself may do about it while the caller waits
 * @param retryAfter the least pause before a retry makes sense; null when unknown
 * @param violations what is wrong with the request; empty unless the kind is {@link Kind#INVALID_REQUEST}
 */
public record Failure(Kind kind, String message, @Nullable VendorError vendor, Certainty certainty,
        RetryAdvice retryAdvice, @Nullable Duration retryAfter, List<Violation> violations) {

    /** Who must act. */
    public enum Origin {
        CALLER,
        GATEWAY,
        VENDOR;

        private final String code = name().toLowerCase(Locale.ROOT);

        public String code() {
            return code;
        }
    }

    /** The closed set of reasons. The name in lower case is the code that callers and metrics see. */
    public enum Kind {
        INVALID_REQUEST(400, CALLER, false, "The request is not valid"),
        UNAUTHENTICATED(401, CALLER, false, "The caller is not known"),
        FORBIDDEN(403, CALLER, false, "The caller may not do this"),
        APP_NOT_FOUND(404, CALLER, false, "No such app is configured"),
        NOT_FOUND(404, CALLER, false, "There is nothing at this path"),
        METHOD_NOT_ALLOWED(405, CALLER, false, "The path does not support this method"),
        NOT_ACCEPTABLE(406, CALLER, false, "The answer cannot be given in an accepted form"),
        REQUEST_TIMEOUT(408, CALLER, false, "The body did not arrive in time"),
        PAYLOAD_TOO_LARGE(413, CALLER, false, "The request is too large"),
        URI_TOO_LONG(414, CALLER, false, "The address is too long"),
        UNSUPPORTED_MEDIA_TYPE(415, CALLER, false, "The body must be JSON or NDJSON"),
        HEADERS_TOO_LARGE(431, CALLER, false, "The headers are too large"),
        IDEMPOTENCY_IN_PROGRESS(409, CALLER, true, "A request with this key is still running"),
        IDEMPOTENCY_MISMATCH(422, CALLER, false, "The key was used with another body"),

        RATE_LIMITED(429, GATEWAY, true, "The app's quota has no room before the deadline"),
        OVERLOADED(503, GATEWAY, true, "Too many imports are waiting"),
        DEADLINE_EXCEEDED(504, GATEWAY, true, "The time that the caller would wait is over"),
        INTERNAL_ERROR(500, GATEWAY, false, "The gateway failed"),

        USER_NOT_FOUND(404, VENDOR, false, "The vendor does not know the user"),
        FRIEND_NOT_FOUND(404, VENDOR, false, "The vendor does not know the friend"),
        FRIEND_LIMIT_REACHED(409, VENDOR, false, "The user's friend list is full"),
        PEER_LIMIT_REACHED(409, VENDOR, false, "The friend's own friend list is full"),
        GROUP_LIMIT_REACHED(409, VENDOR, false, "The user has no room for another group"),
        PENDING_LIMIT_REACHED(409, VENDOR, false, "The list of pending requests is full"),
        BLOCKLIST_LIMIT_REACHED(409, VENDOR, false, "The blocklist is full"),
        BLOCKED(409, VENDOR, false, "One of the two blocks the other"),
        FRIEND_REFUSES_REQUESTS(409, VENDOR, false, "The friend refuses all friend requests"),
        PENDING_REQUEST_NOT_FOUND(409, VENDOR, false, "There is no pending request"),
        CONTENT_REJECTED(422, VENDOR, false, "The vendor rejects the content of a field"),
        USER_FORBIDDEN(403, VENDOR, false, "The vendor does not let this user add friends"),
        BLOCKED_BY_POLICY(403, VENDOR, false, "A security policy of the vendor forbids it"),
        REJECTED_BY_VENDOR(422, VENDOR, false, "The vendor rejects the request as malformed"),
        WRITE_CONFLICT(409, VENDOR, true, "The user's list was written by somebody else at the same time"),
        VENDOR_UNAUTHORIZED(502, GATEWAY, false, "The vendor refuses the gateway's credential"),
        VENDOR_MISCONFIGURED(502, GATEWAY, false, "The app is not set up properly at the vendor or here"),
        VENDOR_RATE_LIMITED(429, VENDOR, true, "The vendor refuses the speed of the calls"),
        VENDOR_QUOTA_EXHAUSTED(503, VENDOR, false, "The plan bought from the vendor is used up"),
        VENDOR_TIMEOUT(504, VENDOR, true, "The vendor did not answer in time"),
        VENDOR_UNAVAILABLE(503, VENDOR, true, "The vendor cannot be reached or gives no usable answer"),
        VENDOR_REJECTED(502, VENDOR, false, "The vendor refuses for a reason that the gateway does not know");

        private final String code = name().toLowerCase(Locale.ROOT);
        private final int status;
        private final Origin origin;
        private final boolean retryable;
        private final String title;

        Kind(int status, Origin origin, boolean retryable, String title) {
            this.status = status;
            this.origin = origin;
            this.retryable = retryable;
            this.title = title;
        }

        public String code() {
            return code;
        }

        /** The HTTP status when a whole request fails for this reason. */
        public int status() {
            return status;
        }

        public Origin origin() {
            return origin;
        }

        /** Whether the same request may succeed later without a change. */
        public boolean retryable() {
            return retryable;
        }

        /** Whether it is the vendor's final verdict, which no retry changes. */
        public boolean isFinalVerdict() {
            return origin == VENDOR && !retryable;
        }

        public String title() {
            return title;
        }

        /** Whether further batches of the same import would fail for the same reason. */
        public boolean endsImport() {
            return END_IMPORTS.contains(this);
        }

        /** Whether some friends of a refused call may be to blame for it, and others not. */
        public boolean mayConcernSomeOnly() {
            return CONCERN_SOME.contains(this);
        }

        private Certainty defaultCertainty() {
            // For the kinds before it the gateway sends nothing; but a request that is still running may import.
            return compareTo(DEADLINE_EXCEEDED) < 0 && this != IDEMPOTENCY_IN_PROGRESS ? Certainty.NOTHING_IMPORTED
                    : Certainty.UNKNOWN;
        }
    }

    private static final Set<Kind> END_IMPORTS = EnumSet.of(Kind.USER_NOT_FOUND, Kind.FRIEND_LIMIT_REACHED,
            Kind.USER_FORBIDDEN, Kind.BLOCKED_BY_POLICY, Kind.VENDOR_UNAUTHORIZED, Kind.VENDOR_MISCONFIGURED,
            Kind.VENDOR_QUOTA_EXHAUSTED);

    private static final Set<Kind> CONCERN_SOME = EnumSet.of(Kind.REJECTED_BY_VENDOR, Kind.CONTENT_REJECTED,
            Kind.VENDOR_REJECTED, Kind.FRIEND_LIMIT_REACHED, Kind.INTERNAL_ERROR);

    public Failure {
        violations = List.copyOf(violations);
    }

    /** Like {@link #of(Kind, String)}, with the kind's title as the message. */
    public static Failure of(Kind kind) {
        return of(kind, kind.title());
    }

    /**
     * A failure with the certainty of its kind: {@code NOTHING_IMPORTED} for reasons that occur only before the gateway sends
     * anything, {@code UNKNOWN} for all others.
     */
    public static Failure of(Kind kind, String message) {
        return new Failure(kind, message, null, kind.defaultCertainty(),
                kind.retryable() ? RetryAdvice.RETRY_WITH_BACKOFF : RetryAdvice.NO_RETRY, null, List.of());
    }

    /** A request that is not valid; {@code violations} is not empty. */
    public static Failure invalid(List<Violation> violations) {
        String first = violations.get(0).pointer() + " " + violations.get(0).message();
        String more = violations.size() == 1 ? "" : " (and " + (violations.size() - 1) + " more)";
        return new Failure(Kind.INVALID_REQUEST, first.strip() + more, null, Certainty.NOTHING_IMPORTED,
                RetryAdvice.NO_RETRY, null, violations);
    }

    /** A request refused for a rule that no field of its body breaks, such as one of HTTP. */
    public static Failure invalid(String rule) {
        return invalid(List.of(new Violation("", rule)));
    }

    /** The same failure with the vendor's own error, or without one. */
    public Failure withVendorError(@Nullable VendorError error) {
        return new Failure(kind, message, error, certainty, retryAdvice, retryAfter, violations);
    }

    public Failure with(Certainty change) {
        return new Failure(kind, message, vendor, change, retryAdvice, retryAfter, violations);
    }

    public Failure with(RetryAdvice change) {
        return new Failure(kind, message, vendor, certainty, change, retryAfter, violations);
    }

    /** The same failure with at least this pause before a retry; null changes nothing. */
    public Failure withRetryAfter(@Nullable Duration pause) {
        return pause == null || (retryAfter != null && retryAfter.compareTo(pause) >= 0) ? this
                : new Failure(kind, message, vendor, certainty, retryAdvice, pause, violations);
    }

    public Failure withoutRetryAfter() {
        return new Failure(kind, message, vendor, certainty, retryAdvice, null, violations);
    }

    public GatewayException exception() {
        return new GatewayException(this);
    }
}
