package org.friendsgateway.caller;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import jakarta.json.JsonArray;
import jakarta.json.JsonString;

import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

import org.eclipse.microprofile.jwt.JsonWebToken;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.jboss.logging.Logger;

/** Identifies a caller by a token of an OpenID Connect issuer, such as the one of a Kubernetes service account. */
final class OidcAuthenticator implements Authenticator {

    private static final Logger LOG = Logger.getLogger(OidcAuthenticator.class);

    private final HttpAuthenticator authenticator;
    private final Optional<String> appsClaim;

    OidcAuthenticator(HttpAuthenticator authenticator, Optional<String> appsClaim) {
        this.authenticator = authenticator;
        this.appsClaim = appsClaim;
    }

    @Override
    public Uni<Caller> authenticate(RoutingContext request) {
        return authenticator.attemptAuthentication(request)
                .onItem().ifNull().failWith(() -> unauthenticated("There is no bearer token"))
                .onFailure(OidcAuthenticator::isRejected).transform(cause -> unauthenticated("The token is not accepted"))
                .onFailure(cause -> !(cause instanceof GatewayException)).transform(OidcAuthenticator::cannotCheck)
                .map(this::caller);
    }

    private static boolean isRejected(Throwable cause) {
        return cause instanceof AuthenticationFailedException || cause instanceof AuthenticationCompletionException;
    }

    private static GatewayException unauthenticated(String reason) {
        return Failure.of(Kind.UNAUTHENTICATED, reason).exception();
    }

    // The issuer's keys cannot be fetched: the token may be valid, so the caller should retry.
    private static GatewayException cannotCheck(Throwable cause) {
        // Only the message, because a nested cause may contain the token.
        LOG.warnf("Tokens cannot be checked: %s", cause.getMessage());
        return Failure.of(Kind.OVERLOADED, "Tokens cannot be checked at this moment").exception();
    }

    private Caller caller(SecurityIdentity identity) {
        if (identity.getPrincipal() instanceof JsonWebToken token && token.getSubject() != null) {
            return new Caller(token.getSubject(), appsClaim.map(claim -> apps(token, claim)).orElse(null), 1);
        }
        throw unauthenticated("The token has no subject");
    }

    // A claim that is not a list of strings gives access to no app.
    private static Set<String> apps(JsonWebToken token, String claim) {
        Set<String> apps = new TreeSet<>();
        if (token.getClaim(claim) instanceof JsonArray listed) {
            listed.stream().filter(JsonString.class::isInstance).forEach(app -> apps.add(((JsonString) app).getString()));
        }
        return apps;
    }
}
