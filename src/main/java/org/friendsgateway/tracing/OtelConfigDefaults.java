package org.friendsgateway.tracing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;

import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Turns tracing off unless an endpoint is configured: a default that depends on another key, which no expression can state.
 * OpenTelemetry's own environment variables count, too.
 */
public final class OtelConfigDefaults implements ConfigSourceFactory {

    private static final String OTLP = "quarkus.otel.exporter.otlp.";
    /** Below application.properties, so that every explicit setting wins. */
    private static final int ORDINAL = 200;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> defaults = new HashMap<>();
        for (String key : List.of("endpoint", "protocol")) {
            String common = set(context, "otel.exporter.otlp." + key);
            if (common != null) {
                defaults.put(OTLP + key, common);
            }
        }
        boolean on = defaults.containsKey(OTLP + "endpoint") || set(context, OTLP + "endpoint") != null
                || set(context, OTLP + "traces.endpoint") != null;
        // Set in both cases, because the framework records the value found at build time as its default.
        defaults.put("quarkus.otel.sdk.disabled", Boolean.toString(!on));
        return List.of(new PropertiesConfigSource(defaults, "tracing", ORDINAL));
    }

    // The framework has a default endpoint, with a negative ordinal.
    private static @Nullable String set(ConfigSourceContext context, String key) {
        ConfigValue value = context.getValue(key);
        return value == null || value.getValue() == null || value.getValue().isBlank() || value.getConfigSourceOrdinal() < 0
                ? null
                : value.getValue();
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(ORDINAL);
    }
}
