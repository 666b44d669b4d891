package org.friendsgateway.importer;

import java.io.IOException;
import java.time.Duration;

/** The gateway answered, but does not take the request now. */
final class GatewayBusyException extends IOException {

    private final Duration retryAfter;

    GatewayBusyException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
