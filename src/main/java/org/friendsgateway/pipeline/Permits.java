package org.friendsgateway.pipeline;

import java.time.Duration;
import java.util.function.Function;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.coordination.Quota;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.pipeline.PermitWaiter.Reserved;
import org.friendsgateway.time.Deadline;
import org.friendsgateway.time.Ticker;

/** The permits of an app's quota, shared between the callers that wait for them. */
final class Permits {

    private final Quota quota;
    private final Ticker ticker;
    // Whoever waits or holds a slot holds his line.
    private final Cache<String, CallerLine> lines = Caffeine.newBuilder().weakValues().build();

    Permits(Quota quota, Ticker ticker) {
        this.quota = quota;
        this.ticker = ticker;
    }

    /**
     * Completes when a call may be begun, which then has to be at once.
     *
     * @param refusal makes the failure out of the time until a permit would come, when that is beyond the deadline
     */
    Uni<Void> take(Caller caller, Deadline deadline, Function<Duration, Failure> refusal) {
        return take(caller, deadline, refusal, false);
    }

    private Uni<Void> take(Caller caller, Deadline deadline, Function<Duration, Failure> refusal, boolean again) {
        return Uni.createFrom().deferred(() -> {
            CallerLine line = line(caller);
            return line.reserve(deadline.remaining(), again).chain(reserved -> reserved.slot().granted()
                    ? await(reserved, line)
                            .chain(inTime -> inTime ? Uni.createFrom().voidItem() : take(caller, deadline, refusal, true))
                    : Uni.createFrom().failure(refusal.apply(reserved.slot().delay()).exception()));
        });
    }

    private Uni<Boolean> await(Reserved reserved, CallerLine line) {
        return ticker.after(Duration.ofNanos(Math.max(0, reserved.due() - ticker.nanos())))
                .onCancellation().call(() -> line.giveBack(reserved))
                .map(come -> !missed(reserved.due()) && quota.stands(reserved.slot()));
    }

    // Whoever wakes too late would stand at the vendor's door together with those who come after.
    private boolean missed(long due) {
        return ticker.nanos() - due > quota.pace().lateness().toNanos();
    }

    /** From now until a permit that the caller would ask for now. */
    Duration backlog(Caller caller) {
        return line(caller).backlog();
    }

    private CallerLine line(Caller caller) {
        return lines.get(caller.name(), name -> new CallerLine(caller, quota, ticker));
    }
}
