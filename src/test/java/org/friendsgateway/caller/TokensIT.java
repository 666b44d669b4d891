package org.friendsgateway.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import io.vertx.core.net.PemKeyCertOptions;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Authentication by tokens of an issuer with a certificate of its own CA, with the packaged gateway. */
class TokensIT {

    private static final String ORDERS = "system:serviceaccount:shop:orders";

    @TempDir
    private static Path certs;

    private static Issuer issuer;
    private static GuardedGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        new CertificateGenerator(certs, true).generate(new CertificateRequest().withName("issuer").withFormat(Format.PEM)
                .withSubjectAlternativeName("DNS:localhost"));
        issuer = new Issuer(new PemKeyCertOptions().setCertPath(certs.resolve("issuer.crt").toString())
                .setKeyPath(certs.resolve("issuer.key").toString()));
        gateway = new GuardedGateway("tokens", "-Dgateway.auth.mode=oidc", "-Dquarkus.oidc.auth-server-url=" + issuer.url(),
                "-Dquarkus.oidc.token.audience=" + Issuer.AUDIENCE, "-Dgateway.auth.oidc.apps-claim=apps",
                "-Dquarkus.oidc.tls.tls-configuration-name=cluster",
                "-Dquarkus.tls.cluster.trust-store.pem.certs=" + certs.resolve("issuer-ca.crt"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
    }

    @Test
    void acceptsAServiceAccountForTheAppsOfItsClaim() {
        String token = issuer.token(canAccess("here"));

        assertThat(post("here", token).statusCode()).isEqualTo(200);
        assertThat(post("there", token).statusCode()).isEqualTo(403);
    }

    @Test
    void refusesAllAppsWithoutTheClaim() {
        assertThat(post("here", issuer.token(issuer.claims(ORDERS))).statusCode()).isEqualTo(403);
    }

    @Test
    void acceptsATokenSignedWithARotatedKey() {
        issuer.rotateKey();

        assertThat(post("here", issuer.token(canAccess("here"))).statusCode()).isEqualTo(200);
    }

    @Test
    void replaysAResponseOnlyToACallerThatMayStillAccessTheApp() {
        String[] key = { "Authorization", "Bearer " + issuer.token(canAccess("here")), "Idempotency-Key", "a-key" };
        assertThat(gateway.post("here", key).statusCode()).isEqualTo(200);
        assertThat(gateway.post("here", key).headers().firstValue("Idempotent-Replayed")).contains("true");
        key[1] = "Bearer " + issuer.token(canAccess("there"));

        HttpResponse<String> refused = gateway.post("here", key);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("\"code\":\"forbidden\"", "\"outcome\":\"unknown\"").doesNotContain("bob");
    }

    @Test
    void refusesATokenForAnotherAudience() {
        checkUnauthenticated(post("here", issuer.token(canAccess("here").audience("another-gateway"))));
    }

    @Test
    void refusesAnExpiredToken() {
        checkUnauthenticated(post("here", issuer.token(canAccess("here")
                .issuedAt(Instant.now().minus(Duration.ofHours(2))).expiresAt(Instant.now().minus(Duration.ofHours(1))))));
    }

    @Test
    void refusesATokenOfAnotherIssuer() {
        checkUnauthenticated(post("here", issuer.token(canAccess("here").issuer("https://elsewhere.example"))));
    }

    @Test
    void refusesATokenSignedWithAnotherKey() {
        checkUnauthenticated(post("here", issuer.signed(canAccess("here"), Issuer.newKeys().getPrivate())));
    }

    @Test
    void logsOneLineWithoutTheToken() {
        String expired = issuer.token(canAccess("here").issuedAt(Instant.now().minus(Duration.ofHours(2)))
                .expiresAt(Instant.now().minus(Duration.ofHours(1))));

        checkLine("expired", expired, "here", "unauthenticated", "The token is not accepted");
        checkLine("foreign", issuer.token(canAccess("here")), "there", "forbidden", "The caller may not do this");
    }

    private static void checkLine(String id, String token, String app, String code, String reason) {
        JsonNode line = gateway.lineOf(id,
                () -> gateway.post(app, "Authorization", "Bearer " + token, "X-Request-Id", id));

        assertThat(line.path("mdc").path("code").asText()).isEqualTo(code);
        assertThat(line.path("mdc").path("reason").asText()).isEqualTo(reason);
        assertThat(line.toString()).doesNotContain(ORDERS, token.substring(0, 20), issuer.url());
    }

    @Test
    void refusesAMalformedToken() {
        checkUnauthenticated(post("here", "nonsense"));
    }

    @Test
    void refusesMissingCredentials() {
        checkUnauthenticated(gateway.post("here"));
    }

    private static JwtClaimsBuilder canAccess(String app) {
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
