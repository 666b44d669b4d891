package org.friendsgateway.pipeline;

import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import org.friendsgateway.coordination.Quota.Slot;

/** Somebody in a caller's line; comes and leaves on an event loop of its own. */
final class PermitWaiter {

    private final long deadline;
    private final Executor home;
    private final UniEmitter<? super Reserved> emitter;
    private boolean gone;

    /**
     * A slot, or the refusal of one.
     *
     * @param due when it comes, in the ticker's nanoseconds
     */
    record Reserved(Slot slot, long due) {
    }

    /**
     * @param deadline in the ticker's nanoseconds
     * @param home the event loop
     */
    PermitWaiter(long deadline, Executor home, UniEmitter<? super Reserved> emitter) {
        this.deadline = deadline;
        this.home = home;
        this.emitter = emitter;
    }

    long deadline() {
        return deadline;
    }

    void onLeave(Runnable task) {
        emitter.onTermination(() -> {
            gone = true;
            task.run();
        });
    }

    /** Hands a slot over, or gives it back when nobody waits for it any more. */
    void give(Reserved reserved, Supplier<Uni<Void>> giveBack) {
        home.execute(() -> {
            if (!gone) {
                emitter.complete(reserved);
            } else if (reserved.slot().granted()) {
                giveBack.get().subscribe().with(done -> {
                });
            }
        });
    }
}
