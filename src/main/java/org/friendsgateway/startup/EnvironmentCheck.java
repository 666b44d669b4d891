package org.friendsgateway.startup;

import java.lang.reflect.Type;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Singleton;

import io.quarkus.runtime.Startup;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;

/**
 * Stops the start when an environment variable looks like a key of the gateway and is none. The framework rejects unknown keys
 * from every other source; here a mistyped {@code …_APPS} would open every app.
 */
@Startup
@Singleton
final class EnvironmentCheck {

    private static final String PREFIX = "GATEWAY_";
    /**
     * Variables that Kubernetes sets for a service named gateway, and single words such as GATEWAY_OPTS: every key has two.
     */
    private static final Pattern OTHERS = Pattern.compile("GATEWAY_(SERVICE_(HOST|PORT.*)|PORT.*|[^_]+)");

    EnvironmentCheck(BeanManager beans) {
        Set<String> unknown = new TreeSet<>(System.getenv().keySet());
        unknown.removeIf(name -> !name.startsWith(PREFIX) || OTHERS.matcher(name).matches());
        if (!unknown.isEmpty()) {
            variables(beans).forEach(variable -> unknown.removeIf(name -> variable.matcher(name).matches()));
        }
        if (!unknown.isEmpty()) {
            throw new DeploymentException("No key of the gateway has this name in the environment: "
                    + String.join(", ", unknown));
        }
    }

    private static Stream<Pattern> variables(BeanManager beans) {
        return beans.getBeans(Object.class, Any.Literal.INSTANCE).stream().flatMap(bean -> bean.getTypes().stream())
                .distinct().flatMap(EnvironmentCheck::keys).map(EnvironmentCheck::variables);
    }

    // Only the gateway's mappings: the framework has many.
    private static Stream<String> keys(Type bean) {
        return bean instanceof Class<?> type && type.isAnnotationPresent(ConfigMapping.class)
                && type.getAnnotation(ConfigMapping.class).prefix().startsWith("gateway")
                        ? ConfigMappings.getProperties(ConfigClass.configClass(type)).keySet().stream()
                        : Stream.empty();
    }

    /** The variables of a key such as {@code gateway.tencent.apps.*.secret-key}. */
    private static Pattern variables(String key) {
        return Pattern.compile(key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9*]", "_").replace("*", ".+"));
    }
}
