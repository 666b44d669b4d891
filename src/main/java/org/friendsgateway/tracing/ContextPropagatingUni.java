package org.friendsgateway.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.operators.UniOperator;
import io.smallrye.mutiny.subscription.UniSubscriber;

/** Subscribes with a span as the current one. */
final class ContextPropagatingUni<T> extends UniOperator<T, T> {

    private final Context context;

    ContextPropagatingUni(Uni<? extends T> upstream, Context context) {
        super(upstream);
        this.context = context;
    }

    // Attaches instead of closing a scope, which would drop a trace that is not recorded.
    @Override
    public void subscribe(UniSubscriber<? super T> downstream) {
        Context before = Context.current();
        ContextStorage.get().attach(context);
        try {
            AbstractUni.subscribe(upstream(), downstream);
        } finally {
            ContextStorage.get().attach(before);
        }
    }
}
