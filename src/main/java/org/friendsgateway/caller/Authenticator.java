package org.friendsgateway.caller;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/** Finds out who sends a request. */
@FunctionalInterface
public interface Authenticator {

    /**
     * Identifies the caller by the request's headers; the body need not be there yet.
     *
     * @return fails with {@code unauthenticated}, or with {@code overloaded} when the credential cannot be checked now
     */
    Uni<Caller> authenticate(RoutingContext request);
}
