package org.friendsgateway.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.smallrye.jwt.build.JwtClaimsBuilder;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Callers known by the tokens of an issuer, at a packed gateway as it is delivered. */
class TokensIT {

    private static final String ORDERS = "system:serviceaccount:shop:orders";

    private static Issuer issuer;
    private static GuardedGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        issuer = new Issuer();
        gateway = new GuardedGateway("tokens", "-Dgateway.auth.mode=oidc", "-Dquarkus.oidc.auth-server-url=" + issuer.url(),
                "-Dquarkus.oidc.token.audience=" + Issuer.AUDIENCE, "-Dgateway.auth.oidc.apps-claim=apps");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
    }

    @Test
    void admitsAServiceAccountToTheAppsOfItsClaim() {
        String token = issuer.token(mayFill("here"));

        assertThat(post("here", token).statusCode()).isEqualTo(200);
        assertThat(post("there", token).statusCode()).isEqualTo(403);
    }

    @Test
    void admitsToNoAppWhoseTokenNamesNone() {
        assertThat(post("here", issuer.token(issuer.claims(ORDERS))).statusCode()).isEqualTo(403);
    }

    @Test
    void refusesATokenForSomebodyElse() {
        checkUnauthenticated(post("here", issuer.token(mayFill("here").audience("another-gateway"))));
    }

    @Test
    void refusesATokenThatHasExpired() {
        checkUnauthenticated(post("here", issuer.token(mayFill("here")
                .issuedAt(Instant.now().minus(Duration.ofHours(2))).expiresAt(Instant.now().minus(Duration.ofHours(1))))));
    }

    @Test
    void refusesATokenOfAnotherIssuer() {
        checkUnauthenticated(post("here", issuer.token(mayFill("here").issuer("https://elsewhere.example"))));
    }

    @Test
    void refusesATokenSignedByAnotherKey() {
        checkUnauthenticated(post("here", Issuer.signed(mayFill("here"), Issuer.newKeys().getPrivate())));
    }

    @Test
    void refusesWhatIsNoToken() {
        checkUnauthenticated(post("here", "nonsense"));
    }

    @Test
    void refusesWhoShowsNothing() {
        checkUnauthenticated(gateway.post("here"));
    }

    private static JwtClaimsBuilder mayFill(String app) {
        return issuer.claims(ORDERS).claim("apps", List.of(app));
    }

    private static HttpResponse<String> post(String app, String token) {
        return gateway.post(app, "Authorization", "Bearer " + token);
    }

    private static void checkUnauthenticated(HttpResponse<String> refused) {
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("\"code\":\"unauthenticated\"");
    }
}
