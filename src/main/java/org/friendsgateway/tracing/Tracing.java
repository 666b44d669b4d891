package org.friendsgateway.tracing;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.vertx.core.MultiMap;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/** Makes spans, or none when tracing is off. */
@Singleton
public final class Tracing {

    private final @Nullable Tracer tracer;

    private Tracing(@Nullable Tracer tracer) {
        this.tracer = tracer;
    }

    @Inject
    Tracing(OpenTelemetry telemetry, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        this(disabled ? null : telemetry.getTracer("org.friendsgateway"));
    }

    /** Makes no spans. */
    public static Tracing off() {
        return new Tracing(null);
    }

    public boolean on() {
        return tracer != null;
    }

    /** The spans of one app. */
    public AppSpans of(AppProfile app) {
        return new AppSpans(tracer, app);
    }

    /**
     * Begins the span of a request, a child of the caller's span in its headers. It is the current one on this Vert.x context
     * from now on.
     *
     * @param method as received
     * @param route a path that exists; null for any other, because a span must not repeat arbitrary input
     */
    public @Nullable RequestSpan request(String method, @Nullable String route, MultiMap headers) {
        return tracer == null ? null : RequestSpan.begin(tracer, method, route, headers);
    }
}
