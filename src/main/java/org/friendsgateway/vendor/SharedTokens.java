package org.friendsgateway.vendor;

import java.time.Clock;
import java.util.function.Supplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.time.Scheduler;
import org.friendsgateway.token.TokenStore;
import org.friendsgateway.token.TokenStore.AccessToken;

/** Makes the tokens of apps that log in. A vendor states only how to log in; renewal, pauses and sharing are done here. */
@Singleton
public final class SharedTokens {

    private final TokenStore store;
    private final Scheduler scheduler;
    private final Clock clock;

    @Inject
    SharedTokens(TokenStore store, Scheduler scheduler) {
        this(store, scheduler, Clock.systemUTC());
    }

    public SharedTokens(TokenStore store, Scheduler scheduler, Clock clock) {
        this.store = store;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /**
     * The token of an app, which all its calls and all replicas share.
     *
     * @param login logs in once for each subscription, and gives a token that is fit for a header; fails with a
     *        {@link org.friendsgateway.failure.GatewayException}, which is logged once
     */
    public VendorToken of(AppProfile app, Supplier<Uni<AccessToken>> login) {
        return new SharedToken(app, store, login, scheduler, clock);
    }
}
