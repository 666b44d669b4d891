package org.friendsgateway.vendor.easemob;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import org.friendsgateway.coordination.local.LocalGrants;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.Grants.Grant;

/** Logins that last until the test answers them. */
final class LoginsByHand implements Supplier<Uni<Grant>> {

    private final List<UniEmitter<? super Grant>> begun = new ArrayList<>();
    private int cancelled;
    private int answered;

    /** The token of an app whose grants these logins are, shared with nobody. */
    EasemobToken token(Clock clock) {
        return new EasemobToken(new AppProfile("chat-em", "easemob", 10, 100), new LocalGrants(), this, clock);
    }

    @Override
    public Uni<Grant> get() {
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
        next().complete(Grant.fresh(token, lifetime));
    }

    void fail(Failure failure) {
        next().fail(failure.exception());
    }

    private UniEmitter<? super Grant> next() {
        return begun.get(answered++);
    }
}
