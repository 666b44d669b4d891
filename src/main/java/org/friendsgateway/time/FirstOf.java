package org.friendsgateway.time;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/** What comes about first; without the exception, and its stack, by which {@code Uni.combine().any()} cancels the other. */
public final class FirstOf {

    private FirstOf() {
    }

    /** The item or the failure of whichever comes about first; the other is cancelled, and both are by a caller that leaves. */
    public static <T> Uni<T> either(Uni<? extends T> one, Uni<? extends T> other) {
        return Uni.createFrom().emitter(emitter -> {
            Cancellable first = one.subscribe().with(emitter::complete, emitter::fail);
            Cancellable second = other.subscribe().with(emitter::complete, emitter::fail);
            emitter.onTermination(() -> {
                first.cancel();
                second.cancel();
            });
        });
    }
}
