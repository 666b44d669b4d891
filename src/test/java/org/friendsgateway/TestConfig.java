package org.friendsgateway;

import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Maps configuration as the gateway does, with its defaults, without starting it. */
public final class TestConfig {

    private TestConfig() {
    }

    public static <T> T of(Class<T> mapping, Map<String, String> keys) {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(mapping).withMappingIgnore("gateway.**")
                .withSources(new PropertiesConfigSource(keys, "test", 100)).build().getConfigMapping(mapping);
    }
}
