package org.friendsgateway.failure;

/** Carries a {@link Failure} through a pipeline. It has no stack trace: it tells of the outside world, not of a bug. */
public final class GatewayException extends RuntimeException {

    private final transient Failure failure;

    public GatewayException(Failure failure) {
        super(failure.kind().code() + ": " + failure.message(), null, false, false);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
