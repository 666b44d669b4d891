package org.friendsgateway.caller;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/** Knows who sends a request. */
@FunctionalInterface
public interface Authenticator {

    /**
     * Who sends a request, by its head alone.
     *
     * @return fails with {@code unauthenticated}, or with {@code overloaded} when it cannot be found out at this moment
     */
    Uni<Caller> authenticate(RoutingContext request);
}
