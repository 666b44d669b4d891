package org.friendsgateway.k8s;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithDefault;

import org.friendsgateway.app.AppConfig;
import org.friendsgateway.pipeline.PipelineConfig;

/** The configuration of a gateway that sets nothing itself. */
final class GatewayDefaults {

    private static final SmallRyeConfig DEFAULTS = defaults();

    private GatewayDefaults() {
    }

    private static SmallRyeConfig defaults() {
        try {
            URL file = Path.of("src/main/resources/application.properties").toUri().toURL();
            return new SmallRyeConfigBuilder().withProfile("prod").addDefaultInterceptors().addDiscoveredConverters()
                    .withSources(new PropertiesConfigSource(file))
                    .withMapping(PipelineConfig.class).withMapping(AppConfig.class)
                    .withMappingIgnore("gateway.**").build();
        } catch (IOException missing) {
            throw new IllegalStateException(missing);
        }
    }

    static int number(String key) {
        return DEFAULTS.getValue(key, Integer.class);
    }

    static Duration duration(String key) {
        return read(DEFAULTS.getValue(key, String.class));
    }

    static AppConfig app() {
        return DEFAULTS.getConfigMapping(AppConfig.class);
    }

    static PipelineConfig pipeline() {
        return DEFAULTS.getConfigMapping(PipelineConfig.class);
    }

    /** The default of a key of an app. */
    static String defaultOf(Class<?> mapping, String key) {
        try {
            return mapping.getMethod(key).getAnnotation(WithDefault.class).value();
        } catch (NoSuchMethodException gone) {
            throw new IllegalStateException(gone);
        }
    }

    /** A duration such as {@code 10s}. */
    static Duration read(String text) {
        return DurationConverter.parseDuration(text);
    }
}
