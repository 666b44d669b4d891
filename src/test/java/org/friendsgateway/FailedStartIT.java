package org.friendsgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The output of a packed gateway that fails to start: JSON for a log collector, from the first line on. */
class FailedStartIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> VALID = List.of("gateway.tencent.apps.chat-cn.sdk-app-id=1",
            "gateway.tencent.apps.chat-cn.identifier=administrator", "gateway.auth.mode=none");
    private static final String SECRET_IN_ENVIRONMENT = "GATEWAY_TENCENT_APPS_CHAT_CN_SECRET_KEY";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gateway.max-freinds=10                                        | gateway.max-freinds
            gateway.max-friends=0                                         | gateway.max-friends
            gateway.max-friends=many                                      | gateway.max-friends
            gateway.max-wait=11m                                          | gateway.max-wait
            gateway.default-app=nobody                                    | gateway.default-app
            gateway.auth.mode=api-key                                     | gateway.auth.keys.<client>.sha256
            gateway.tencent.apps.chat-cn.identifier='administrator '      | gateway.tencent.apps.chat-cn.identifier
            quarkus.http.port=1000000                                     | Failed to start
            quarkus.http.port=many                                        | quarkus.http.port
            quarkus.redis.hosts=nonsense                                  | Failed to start
            quarkus.log.level=LOUD                                        | quarkus.log.level
            quarkus.http.tls-configuration-name=nobody                    | nobody
            """)
    void isJson(String invalid, String key) throws IOException, InterruptedException {
        String[] pair = invalid.split("=", 2);
        List<JsonNode> lines = json(start(Map.of(SECRET_IN_ENVIRONMENT, "a-secret"),
                pair[0] + "=" + pair[1].replace("'", "")));

        assertThat(lines).anySatisfy(line -> assertThat(line.path("level").asText()).isEqualTo("ERROR"))
                .anySatisfy(line -> assertThat(line.toString()).contains(key));
    }

    @Test
    void namesTheKeyOfASecretWithATrailingNewlineWithoutTheSecret() throws IOException, InterruptedException {
        List<String> lines = start(Map.of(SECRET_IN_ENVIRONMENT, "a-s3cret\n"));

        assertThat(json(lines)).anySatisfy(line -> assertThat(line.path("message").asText())
                .contains("gateway.tencent.apps.chat-cn.secret-key must not begin or end with white space"));
        assertThat(String.join("\n", lines)).doesNotContain("a-s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = { "gateway.tencent.apps.chat-cn.sdk-app-id=a-s3cret",
            "gateway.tencent.apps.chat-cn.base-url=https://u:a-s3cret@x y",
            "quarkus.redis.hosts=redis://:a-s3cret^@127.0.0.1" })
    void doesNotRepeatAnInvalidValue(String key) throws IOException, InterruptedException {
        List<String> lines = start(Map.of(SECRET_IN_ENVIRONMENT, "a-secret"), key);

        assertThat(String.join("\n", lines)).contains(key.substring(0, key.indexOf('='))).doesNotContain("a-s3cret");
        assertThat(json(lines)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "GATEWAY_MAX_FREINDS", "GATEWAY_AUTH_KEYS_ORDERS_APP", "GATEWAY_TENCENT_APPS_CHAT_CN_SECRETKEY" })
    void namesAnUnknownVariable(String variable) throws IOException, InterruptedException {
        List<String> lines = start(Map.of(SECRET_IN_ENVIRONMENT, "a-secret", variable, "10"));

        assertThat(json(lines)).anySatisfy(line -> assertThat(line.toString()).contains(variable));
    }

    @Test
    void isPlainTextIfTheLogIs() throws IOException, InterruptedException {
        assertThat(start(Map.of(), "gateway.max-freinds=10", "quarkus.log.console.json.enabled=false"))
                .first().asString().startsWith("Configuration validation failed");
    }

    private static List<JsonNode> json(List<String> lines) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (String line : lines) {
            JsonNode read = JSON.readTree(line);
            assertThat(read.isObject()).as(line).isTrue();
            assertThat(read.path("message").asText()).as(line).isNotBlank();
            all.add(read);
        }
        return all;
    }

    /** Starts a gateway, and returns its output after it has ended with a failure. */
    private static List<String> start(Map<String, String> environment, String... keys)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + File.separator + "bin"
                + File.separator + "java", "-XX:TieredStopAtLevel=1", "-Dquarkus.http.port=0", "-Dquarkus.management.port=0"));
        command.addAll(Stream.concat(VALID.stream(), Arrays.stream(keys)).map("-D"::concat).toList());
        command.addAll(List.of("-jar", "target/quarkus-app/quarkus-run.jar"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GATEWAY_") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(environment);
        Process gateway = builder.start();
        try (BufferedReader output = gateway.inputReader()) {
            List<String> lines = output.lines().toList();
            assertThat(gateway.waitFor()).isNotZero();
            return lines;
        } finally {
            gateway.destroyForcibly();
        }
    }
}
