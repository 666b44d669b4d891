package org.friendsgateway.token.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import org.friendsgateway.token.TokenStore.AccessToken;

/** Logins with the tokens {@code secret-1}, {@code secret-2} and so on, completed at once or on command. */
public final class Logins implements Supplier<Uni<AccessToken>> {

    static final Duration LIFETIME = Duration.ofDays(60);

    private final List<Runnable> held = new ArrayList<>();
    private final List<UniEmitter<? super AccessToken>> begun = new ArrayList<>();
    private boolean holding;

    @Override
    public Uni<AccessToken> get() {
        return Uni.createFrom().emitter(login -> begin(login));
    }

    private synchronized void begin(UniEmitter<? super AccessToken> login) {
        begun.add(login);
        AccessToken token = AccessToken.fresh("secret-" + begun.size(), LIFETIME);
        if (holding) {
            held.add(() -> login.complete(token));
        } else {
            login.complete(token);
        }
    }

    public synchronized int begun() {
        return begun.size();
    }

    /** Completes no login from now on. */
    synchronized void hold() {
        holding = true;
    }

    /** Completes the pending logins, and all from now on. */
    synchronized void answerAll() {
        holding = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    /** Never completes the pending logins, but all from now on. */
    synchronized void forgetPending() {
        held.clear();
        holding = false;
    }

    /** Fails the last login. */
    synchronized void fail(Throwable cause) {
        held.clear();
        begun.get(begun.size() - 1).fail(cause);
    }
}
