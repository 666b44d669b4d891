package org.friendsgateway.vendor.easemob;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.token.TokenStore.AccessToken;
import org.friendsgateway.token.local.LocalTokenStore;
import org.friendsgateway.vendor.AppProfile;

/** Logins that last until the test answers them. */
final class LoginsByHand implements Supplier<Uni<AccessToken>> {

    private final List<UniEmitter<? super AccessToken>> begun = new ArrayList<>();
    private int cancelled;
    private int answered;

    /** The token of an app whose grants these logins are, shared with nobody. */
    EasemobToken token(Clock clock) {
        return new EasemobToken(new AppProfile("chat-em", "easemob", 10, 100), new LocalTokenStore(), this, clock);
    }

    @Override
    public Uni<AccessToken> get() {
        return Uni.createFrom().emitter(emitter -> {
            int number = begun.size();
            begun.add(emitter.onTermination(() -> cancelled += number < answered ? 0 : 1));
        });
    }

    int begun() {
        return begun.size();
    }

    /** Logins given up before they were answered. */
    int cancelled() {
        return cancelled;
    }

    void grant(String token, Duration lifetime) {
        next().complete(AccessToken.fresh(token, lifetime));
    }

    void fail(Failure failure) {
        next().fail(failure.exception());
    }

    private UniEmitter<? super AccessToken> next() {
        return begun.get(answered++);
    }
}
