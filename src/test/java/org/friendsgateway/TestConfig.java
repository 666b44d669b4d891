package org.friendsgateway;

import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Configuration as the gateway would read it, defaults included, without the gateway. */
public final class TestConfig {

    private TestConfig() {
    }

    public static <T> T of(Class<T> mapping, Map<String, String> keys) {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(mapping).withMappingIgnore("gateway.**")
                .withSources(new PropertiesConfigSource(keys, "test", 100)).build().getConfigMapping(mapping);
    }
}
