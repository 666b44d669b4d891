package org.friendsgateway.vendor;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.time.VirtualScheduler;
import org.friendsgateway.token.TokenStore.AccessToken;
import org.friendsgateway.token.local.LocalTokenStore;

/** Logins that last until the test completes them. */
final class ManualLogins implements Supplier<Uni<AccessToken>> {

    private final List<UniEmitter<? super AccessToken>> begun = new ArrayList<>();
    private int cancelled;
    private int completed;

    /** The token of an app that logs in like this, not shared with other replicas. */
    SharedToken token(Clock clock) {
        return new SharedToken(new AppProfile("chat", "fake", 10, 100), new LocalTokenStore(), this, new VirtualScheduler(),
                clock);
    }

    @Override
    public Uni<AccessToken> get() {
        return Uni.createFrom().emitter(emitter -> {
            int number = begun.size();
            begun.add(emitter.onTermination(() -> cancelled += number < completed ? 0 : 1));
        });
    }

    int begun() {
        return begun.size();
    }

    /** Logins cancelled before they were completed. */
    int cancelled() {
        return cancelled;
    }

    void succeed(String token, Duration lifetime) {
        next().complete(AccessToken.fresh(token, lifetime));
    }

    void fail(Failure failure) {
        next().fail(failure.exception());
    }

    private UniEmitter<? super AccessToken> next() {
        return begun.get(completed++);
    }
}
