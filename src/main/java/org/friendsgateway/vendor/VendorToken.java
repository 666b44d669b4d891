package org.friendsgateway.vendor;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.RetryAdvice;
import org.jspecify.annotations.Nullable;

/**
 * The token that an app sends with its calls: from a login, made by {@link SharedTokens}, or from the configuration.
 *
 * <p>
 * Each call uses the token of {@link #ready}. Without one, the call releases its connection before {@link #get}, because the
 * login may need it, and then takes another. After the response it reports {@link #accepted} or {@link #refused}.
 */
public interface VendorToken {

    /** The token that is valid now; null when a login is needed first. */
    @Nullable
    String ready();

    /**
     * The token, after a login when there is none. Completes on the subscriber's event loop; fails with the failure of the
     * login, which proves that nothing was imported.
     */
    Uni<String> get();

    /** Reports that the vendor accepted the token. */
    void accepted(String token);

    /**
     * Reports that the vendor refused the token, so that the next call gets another.
     *
     * @param refusal the failure of the call, with the advice to retry with a new credential
     * @return the failure of the call: the refusal, without advice to retry when there is no other token
     */
    Failure refused(String token, Failure refusal);

    /** A token from the configuration, which the gateway cannot renew. */
    static VendorToken fixed(String token) {
        return new VendorToken() {

            @Override
            public String ready() {
                return token;
            }

            @Override
            public Uni<String> get() {
                return Uni.createFrom().item(token);
            }

            @Override
            public void accepted(String used) {
                // There is no other token to compare it with.
            }

            @Override
            public Failure refused(String used, Failure refusal) {
                return refusal.with(RetryAdvice.NO_RETRY);
            }
        };
    }
}
