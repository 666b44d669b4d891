package org.friendsgateway.time;

import java.time.Duration;
import java.util.concurrent.Executor;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Uses Vert.x timers, which fire on the event loop that set them: a pipeline stays on its thread while it waits. */
@Singleton
final class VertxScheduler implements Scheduler {

    private static final Duration ROUNDING = Duration.ofNanos(500_000);

    private final Vertx vertx;

    VertxScheduler(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Uni<Void> after(Duration wait) {
        long millis = wait.plus(ROUNDING).toMillis();
        return millis < 1 ? Uni.createFrom().voidItem() : Uni.createFrom().emitter(emitter -> {
            long timer = vertx.setTimer(millis, fired -> emitter.complete(null));
            emitter.onTermination(() -> vertx.cancelTimer(timer));
        });
    }

    @Override
    public Executor currentExecutor() {
        Context context = vertx.getOrCreateContext();
        return task -> context.runOnContext(ignored -> task.run());
    }
}
