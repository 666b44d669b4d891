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
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;

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

    private final Tracer tracer;
    private final Span span;

    private RequestSpan(Tracer tracer, Span span) {
        this.tracer = tracer;
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
        RequestSpan request = new RequestSpan(tracer, span);
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

    /**
     * Runs the work on one line of a stream within a span of its own, if the request's trace is recorded. The work gets its own
     * Vert.x context, which holds its span; its result comes on the context of the request.
     */
    public <T> Uni<T> line(Uni<T> work) {
        ContextInternal stream = (ContextInternal) Vertx.currentContext();
        if (!span.getSpanContext().isSampled()) {
            return work;
        }
        return Uni.createFrom().emitter(emitter -> {
            ContextInternal own = stream.duplicate();
            own.localContextData().putAll(stream.localContextData());
            own.dispatch(() -> {
                Context parent = Context.current();
                Span line = tracer.spanBuilder("bulk line").setParent(parent).startSpan();
                ContextStorage.get().attach(parent.with(line));
                Cancellable running = work.onTermination().invoke(() -> line.end()).subscribe().with(
                        item -> stream.dispatch(item, emitter::complete), cause -> stream.dispatch(cause, emitter::fail));
                emitter.onTermination(running::cancel);
            });
        });
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
