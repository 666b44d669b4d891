package org.friendsgateway.sandbox.server;

/** The vendor refuses a request with this response. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient SimulatedResponse response;

    public RefusedException(SimulatedResponse response) {
        super(response.body().toString(), null, false, false);
        this.response = response;
    }

    SimulatedResponse response() {
        return response;
    }
}
