package org.friendsgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class HealthTest {

    @ParameterizedTest
    @ValueSource(strings = { "live", "ready", "started" })
    void answersOnTheManagementPort(String probe) {
        HttpResponse<String> answer = ApiCaller.manage("/q/health/" + probe);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(ApiCaller.json(answer.body()).at("/status").asText()).isEqualTo("UP");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/q/health", "/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics" })
    void doesNotAnswerOnTheApiPort(String path) {
        ApiCaller.Reply reply = ApiCaller.send(ApiCaller.request("GET", path, BodyPublishers.noBody()));

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.at("/code")).isEqualTo("not_found");
    }
}
