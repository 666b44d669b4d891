package org.friendsgateway.tracing;

import java.util.Set;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.vertx.core.MultiMap;

import org.friendsgateway.failure.GatewayException;
import org.jspecify.annotations.Nullable;

/** The span of one request to the gateway. */
public final class RequestSpan {

    private static final ContextKey<RequestSpan> KEY = ContextKey.named(RequestSpan.class.getName());
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE",
            "PATCH");
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");

    private final Span span;

    private RequestSpan(Span span) {
        this.span = span;
    }

    static RequestSpan begin(Tracer tracer, String method, @Nullable String route, MultiMap headers) {
        String known = METHODS.contains(method) ? method : "_OTHER";
        Context caller = W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, Headers.READ);
        Span span = tracer.spanBuilder(route == null ? known : known + " " + route).setParent(caller)
                .setSpanKind(SpanKind.SERVER).setAttribute(METHOD, known).startSpan();
        if (route != null) {
            span.setAttribute(ROUTE, route);
        }
        RequestSpan request = new RequestSpan(span);
        // Not detached: it ends with the request's Vert.x context, so a call that outlives its caller keeps its trace.
        ContextStorage.get().attach(caller.with(span).with(KEY, request));
        return request;
    }

    /** The span of the request that is served here; null when there is none. */
    public static @Nullable RequestSpan current() {
        return Context.current().get(KEY);
    }

    /**
     * Records the outcome of the import.
     *
     * @param code the failure of the whole request; null without one
     */
    public void record(String app, String provider, @Nullable String code) {
        span.setAttribute(AppSpans.APP, app).setAttribute(AppSpans.PROVIDER, provider)
                .setAttribute(AppSpans.RESULT, code == null ? GatewayException.OK : code);
    }

    /** Ends the span when the response has been sent. */
    public void end(int status) {
        span.setAttribute(STATUS, (long) status);
        if (status >= 500) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    /** Ends the span when the caller has disconnected before the response. */
    public void cancel() {
        span.setAttribute(AppSpans.RESULT, AppSpans.CANCELLED).end();
    }

    private enum Headers implements TextMapGetter<MultiMap> {
        READ;

        @Override
        public Iterable<String> keys(MultiMap headers) {
            return headers.names();
        }

        @Override
        public @Nullable String get(@Nullable MultiMap headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    }
}
