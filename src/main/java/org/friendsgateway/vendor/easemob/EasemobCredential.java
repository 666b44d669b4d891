package org.friendsgateway.vendor.easemob;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.RetryAdvice;
import org.jspecify.annotations.Nullable;

/** What goes behind {@code Bearer}: a token that the gateway logs in for, or one that was given to it. */
interface EasemobCredential {

    /** The token that serves now; null when there is none before a login. */
    @Nullable
    String ready();

    /** The token; fails with the failure of a login, proven. */
    Uni<String> get();

    /** Says that Easemob took the token. */
    void accepted(String token);

    /**
     * Says that Easemob refused the token.
     *
     * @return the refusal, changed where no other token can be had
     */
    Failure refused(String token, Failure refusal);

    /** A token from the configuration, which the gateway cannot renew. */
    record Fixed(String token) implements EasemobCredential {

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

        @Override
        public String toString() {
            return "Fixed[token=…]";
        }
    }
}
