package org.friendsgateway.time;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/** Races two Unis without the exception that {@code Uni.combine().any()} creates to cancel the loser. */
public final class FirstOf {

    private FirstOf() {
    }

    /** The item or failure of the faster one. The slower one is cancelled, and both are when the result is cancelled. */
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
