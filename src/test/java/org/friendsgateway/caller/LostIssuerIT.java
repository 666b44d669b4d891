package org.friendsgateway.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;

/** A gateway that cannot reach the issuer of its callers' tokens. */
class LostIssuerIT {

    @Test
    void asksCallersToRetry() throws IOException {
        try (Issuer issuer = new Issuer();
                GuardedGateway gateway = new GuardedGateway("lost-issuer", "-Dgateway.auth.mode=oidc",
                        "-Dquarkus.oidc.auth-server-url=http://127.0.0.1:1", "-Dquarkus.oidc.connection-delay=0s",
                        "-Dquarkus.oidc.token.audience=" + Issuer.AUDIENCE)) {
            String token = issuer.token(issuer.claims("orders"));

            HttpResponse<String> response = gateway.post("here", "Authorization", "Bearer " + token);

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
            assertThat(response.body()).contains("\"code\":\"overloaded\"", "\"retryable\":true");
            assertThat(gateway.callsAtTheVendor()).isZero();
        }
    }
}
