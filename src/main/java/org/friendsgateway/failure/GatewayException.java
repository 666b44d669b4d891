package org.friendsgateway.failure;

import org.friendsgateway.failure.Failure.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Carries a {@link Failure} through a pipeline. It has no stack trace, because it reports an expected failure and not a bug.
 */
public final class GatewayException extends RuntimeException {

    /** The result of a success. */
    public static final String OK = "ok";

    private final transient Failure failure;

    public GatewayException(Failure failure) {
        super(failure.kind().code() + ": " + failure.message(), null, false, false);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }

    /** The failure that a cause carries; {@code internal_error} for any other cause. */
    public static Failure failure(@Nullable Throwable cause) {
        return cause instanceof GatewayException gateway ? gateway.failure() : Failure.of(Kind.INTERNAL_ERROR);
    }

    /** The result in one word: {@link #OK} without a cause, otherwise the code of the failure. */
    public static String result(@Nullable Throwable cause) {
        if (cause == null) {
            return OK;
        }
        return cause instanceof GatewayException gateway ? gateway.failure().kind().code() : Kind.INTERNAL_ERROR.code();
    }
}
