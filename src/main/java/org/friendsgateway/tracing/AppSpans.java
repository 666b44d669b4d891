package org.friendsgateway.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/** The spans of one app's imports. */
public final class AppSpans {

    static final AttributeKey<String> APP = AttributeKey.stringKey("friends.app");
    static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("friends.provider");
    static final AttributeKey<String> RESULT = AttributeKey.stringKey("friends.result");
    static final AttributeKey<Long> BATCH_SIZE = AttributeKey.longKey("friends.batch_size");
    static final String CANCELLED = "cancelled";

    private final @Nullable Tracer tracer;
    private final AppProfile app;

    AppSpans(@Nullable Tracer tracer, AppProfile app) {
        this.tracer = tracer;
        this.app = app;
    }

    /** A span from subscription to the item, failure or cancellation. */
    public <T> Uni<T> waiting(String what, Uni<T> wait) {
        if (tracer == null) {
            return wait;
        }
        SpanBuilder builder = span(tracer, what, SpanKind.INTERNAL);
        return Uni.createFrom().deferred(() -> {
            Span span = builder.setParent(Context.current()).startSpan();
            return wait.onTermination()
                    .invoke((item, failure, cancelled) -> end(span, GatewayException.result(failure), cancelled));
        });
    }

    /** A span around a vendor call, current while the call is made, so that the vendor receives its trace context. */
    public Uni<ImportOutcome> vendorCall(int friends, Uni<ImportOutcome> call) {
        if (tracer == null) {
            return call;
        }
        SpanBuilder builder = span(tracer, "vendor call", SpanKind.CLIENT).setAttribute(BATCH_SIZE, (long) friends);
        return Uni.createFrom().deferred(() -> {
            Context parent = Context.current();
            Span span = builder.setParent(parent).startSpan();
            return call.plug(inner -> new ContextPropagatingUni<>(inner, parent.with(span))).onTermination()
                    .invoke((outcome, failure, cancelled) -> end(span, result(outcome, failure), cancelled));
        });
    }

    private SpanBuilder span(Tracer by, String name, SpanKind kind) {
        return by.spanBuilder(name).setSpanKind(kind).setAttribute(APP, app.name()).setAttribute(PROVIDER, app.provider());
    }

    // Only the code: a vendor's text may contain user ids.
    private static void end(Span span, String result, boolean cancelled) {
        if (!cancelled && !result.equals(GatewayException.OK)) {
            span.setStatus(StatusCode.ERROR);
        }
        span.setAttribute(RESULT, cancelled ? CANCELLED : result).end();
    }

    private static String result(@Nullable ImportOutcome outcome, @Nullable Throwable failure) {
        return outcome == null ? GatewayException.result(failure) : outcome.result();
    }
}
