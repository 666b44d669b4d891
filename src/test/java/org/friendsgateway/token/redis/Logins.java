package org.friendsgateway.token.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import org.friendsgateway.token.TokenStore.AccessToken;

/** Logins that bring {@code secret-1}, {@code secret-2} and so on; at once, or when the test lets them go. */
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
        AccessToken grant = AccessToken.fresh("secret-" + begun.size(), LIFETIME);
        if (holding) {
            held.add(() -> login.complete(grant));
        } else {
            login.complete(grant);
        }
    }

    public synchronized int begun() {
        return begun.size();
    }

    /** Answers no login from now on. */
    synchronized void hold() {
        holding = true;
    }

    /** Answers those that began meanwhile, and all from now on. */
    synchronized void letGo() {
        holding = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    /** Never answers those that began meanwhile, but all from now on. */
    synchronized void passOver() {
        held.clear();
        holding = false;
    }

    /** Fails the one that began last. */
    synchronized void fail(Throwable cause) {
        held.clear();
        begun.get(begun.size() - 1).fail(cause);
    }
}
