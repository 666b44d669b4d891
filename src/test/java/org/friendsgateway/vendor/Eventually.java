package org.friendsgateway.vendor;

import static org.friendsgateway.Await.await;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.friend.ImportOutcome;

/**
 * Waits for results and conditions, for longer than a busy machine needs. A test resource of Quarkus cannot use it, because
 * Mutiny fails between two starts of the gateway.
 */
public final class Eventually {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private Eventually() {
    }

    public static <T> T itemOf(Uni<T> uni) {
        return uni.await().atMost(TIMEOUT);
    }

    public static <T> T itemOf(Future<T> future) {
        return itemOf(Uni.createFrom().completionStage(future::toCompletionStage));
    }

    public static void done(Uni<?> uni) {
        uni.replaceWithVoid().await().atMost(TIMEOUT);
    }

    public static void done(Future<?> future) {
        done(Uni.createFrom().completionStage(future::toCompletionStage));
    }

    /** The failure of an import, or what a Uni fails with, which must be in the gateway's vocabulary. */
    public static Failure failureOf(Uni<?> uni) {
        try {
            Object item = itemOf(uni);
            if (item instanceof ImportOutcome.Failed failed) {
                return failed.failure();
            }
            throw new AssertionError("did not fail, but said " + item);
        } catch (GatewayException failed) {
            return failed.failure();
        }
    }

    public static void eventually(BooleanSupplier condition) {
        await("the condition").until(condition::getAsBoolean);
    }
}
