package org.friendsgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.friendsgateway.process.GatewayProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the packaged gateway serves the OpenAPI document. */
class OpenApiIT {

    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = GatewayProcess.start(List.of("-Dgateway.tencent.apps.only.sdk-app-id=1",
                "-Dgateway.tencent.apps.only.identifier=administrator", "-Dgateway.tencent.apps.only.secret-key=a-secret"),
                Map.of(), ProcessBuilder.Redirect.to(new File("target", "openapi-it.log")));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({ "/q/openapi, openapi.yaml, application/yaml", "/q/openapi.yml, openapi.yaml, application/yaml",
            "/q/openapi?format=json, openapi.json, application/json", "/q/openapi.json, openapi.json, application/json" })
    void servesThePreparedDocument(String path, String file, String type) throws Exception {
        HttpResponse<String> served = get(gateway.managementPort(), path);

        assertThat(served.body()).isEqualTo(Files.readString(Path.of("src", "main", "resources", file)));
        assertThat(served.headers().firstValue("Content-Type")).hasValue(type + ";charset=UTF-8");
    }

    @Test
    void servesNoSwaggerUi() throws Exception {
        assertThat(get(gateway.managementPort(), "/q/swagger-ui/").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/q/openapi", "/q/openapi.json", "/q/swagger-ui/" })
    void servesNothingElseOnTheApiPort(String path) throws Exception {
        HttpResponse<String> refused = get(gateway.port(), path);

        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("\"code\":\"not_found\"");
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                BodyHandlers.ofString());
    }
}
