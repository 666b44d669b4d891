package org.friendsgateway.tracing;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/** A gateway that is told where traces go, though the tests keep them. */
public final class TracedProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        // The port of nobody.
        return Map.of("quarkus.otel.exporter.otlp.endpoint", "http://127.0.0.1:1", "quarkus.otel.bsp.schedule.delay", "50ms");
    }
}
