package org.friendsgateway.tracing;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/** Turns tracing on; the spans go to {@link ExportedSpans} instead of the endpoint. */
public final class TracedProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        // A port at which nothing listens.
        return Map.of("quarkus.otel.exporter.otlp.endpoint", "http://127.0.0.1:1", "quarkus.otel.bsp.schedule.delay", "50ms");
    }
}
