package org.friendsgateway.quota;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.time.Deadline;
import org.friendsgateway.time.VirtualScheduler;

/** A replica whose calls take their permits in virtual time, and are answered after a latency. */
public final class VirtualReplica {

    /** How long a call takes to prepare, and how long the vendor takes to answer. */
    public Duration preparation = ZERO;
    public Duration latency = ofMillis(5);
    public final PermitQueue queue;
    private final Quota quota;
    private final VirtualScheduler time;
    private final List<Call> calls;

    /** A call that was sent. */
    public record Call(Caller caller, Priority priority, Duration waited, Duration at) {
    }

    /** @param calls takes the calls that are sent */
    public VirtualReplica(Quota quota, VirtualScheduler time, List<Call> calls) {
        this.quota = quota;
        this.queue = new PermitQueue(quota, time);
        this.time = time;
        this.calls = calls;
    }

    /** Lets calls wait. */
    public void crowd(Caller caller, Priority priority, int size) {
        for (int i = 0; i < size; i++) {
            call(caller, priority, () -> {
            });
        }
    }

    /** Lets so many calls wait at all times. */
    public void stream(Caller caller, Priority priority, int size) {
        for (int i = 0; i < size; i++) {
            again(caller, priority);
        }
    }

    private void again(Caller caller, Priority priority) {
        call(caller, priority, () -> again(caller, priority));
    }

    private void call(Caller caller, Priority priority, Runnable sent) {
        call(caller, priority, blocked -> time.after(preparation), sent);
    }

    /** Lets a call wait that prepares in its own way. */
    public void call(Caller caller, Priority priority, Function<Runnable, Uni<Void>> preparing, Runnable sent) {
        long began = time.nanoTime();
        Cancellable ignored = queue.take(caller, priority, Deadline.in(ofMinutes(10), time),
                wait -> Failure.of(Kind.RATE_LIMITED), preparing, false).subscribe().with(permit -> {
                    calls.add(new Call(caller, priority, Duration.ofNanos(time.nanoTime() - began), time.elapsed()));
                    quota.sent(permit);
                    time.after(latency).subscribe().with(answered -> quota.ended(permit));
                    sent.run();
                });
    }

    /** The wait that 99 of 100 single imports do not exceed. */
    public static Duration longWait(List<Call> calls) {
        List<Duration> waits = calls.stream().filter(call -> call.priority() == Priority.SINGLE).map(Call::waited).sorted()
                .toList();
        return waits.get(waits.size() * 99 / 100);
    }
}
