package org.friendsgateway.token;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.smallrye.mutiny.Uni;

/** The access tokens of apps, which one replica logs in for and all use. */
public interface TokenStore {

    /**
     * A token that a vendor issued.
     *
     * @param token the secret itself
     * @param lifetime from its issue to its expiry
     * @param left the part of the lifetime that is left
     */
    record AccessToken(String token, Duration lifetime, Duration left) {

        private static final Duration MAX_LIFETIME = Duration.ofDays(60);
        private static final Pattern FIT_FOR_A_HEADER = Pattern.compile("[!-~]+");

        /** A token that has just been issued; it is trusted for at most 60 days. */
        public static AccessToken fresh(String token, Duration lifetime) {
            Duration trusted = Collections.min(List.of(lifetime, MAX_LIFETIME));
            return new AccessToken(token, trusted, trusted);
        }

        /** Whether a vendor's token can be sent in a header. */
        public static boolean isFit(String token) {
            return FIT_FOR_A_HEADER.matcher(token).matches();
        }

        /** The time until half of the lifetime is over, when the token is due for renewal; zero or negative when it is due. */
        public Duration untilRenewal() {
            return left.minus(lifetime.dividedBy(2));
        }

        @Override
        public String toString() {
            return "AccessToken[token=…, lifetime=" + lifetime + ", left=" + left + "]";
        }
    }

    /**
     * Gives the shared token, unless it was refused or is due for renewal; else one replica logs in while the others wait.
     *
     * @param app {@code <provider>:<name>}
     * @param refused the token that the vendor refused last; empty when there is none
     * @param login logs in once for each subscription
     * @return fails with the failure of the login and with no other
     */
    Uni<AccessToken> obtain(String app, String refused, Supplier<Uni<AccessToken>> login);
}
