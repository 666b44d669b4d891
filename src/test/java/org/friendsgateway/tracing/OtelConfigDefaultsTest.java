package org.friendsgateway.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtelConfigDefaultsTest {

    private static final String DISABLED = "quarkus.otel.sdk.disabled";
    private static final String ENDPOINT = "quarkus.otel.exporter.otlp.endpoint";

    @Test
    void isOffWithTheDefaultEndpointOfQuarkus() {
        assertThat(config(Map.of()).getValue(DISABLED, boolean.class)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { ENDPOINT, "quarkus.otel.exporter.otlp.traces.endpoint", "otel.exporter.otlp.endpoint" })
    void isOnWithAConfiguredEndpoint(String key) {
        assertThat(config(Map.of(key, "http://collector:4317")).getValue(DISABLED, boolean.class)).isFalse();
    }

    @Test
    void isOffForAnEmptyEndpoint() {
        assertThat(config(Map.of(ENDPOINT, " ")).getValue(DISABLED, boolean.class)).isTrue();
    }

    @Test
    void respectsAnExplicitSwitch() {
        assertThat(config(Map.of(ENDPOINT, "http://collector:4317", DISABLED, "true")).getValue(DISABLED, boolean.class))
                .isTrue();
    }

    @Test
    void readsTheKeysOfOpenTelemetry() {
        SmallRyeConfig config = config(Map.of("otel.exporter.otlp.endpoint", "http://collector:4318",
                "otel.exporter.otlp.protocol", "http/protobuf"));

        assertThat(config.getValue(ENDPOINT, String.class)).isEqualTo("http://collector:4318");
        assertThat(config.getValue("quarkus.otel.exporter.otlp.protocol", String.class)).isEqualTo("http/protobuf");
    }

    private static SmallRyeConfig config(Map<String, String> keys) {
        return new SmallRyeConfigBuilder().addDefaultInterceptors().withDefaultValue(ENDPOINT, "http://localhost:4317/")
                .withSources(new OtelConfigDefaults()).withSources(new PropertiesConfigSource(keys, "operator", 300)).build();
    }
}
