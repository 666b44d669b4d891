package org.friendsgateway.sandbox.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The faults to come, oldest first. A call gets the first that applies to it. */
public final class FaultQueue {

    private final Consumer<Fault> check;
    private final UnaryOperator<String> canonical;
    private final List<Fault> faults = new ArrayList<>();

    /**
     * @param check throws {@link IllegalArgumentException} for a fault that the vendor cannot have
     * @param canonical makes the form of ids by which users are compared
     */
    public FaultQueue(Consumer<Fault> check, UnaryOperator<String> canonical) {
        this.check = check;
        this.canonical = canonical;
    }

    /** Throws {@link IllegalArgumentException} for a fault that the vendor cannot have. */
    public void add(Fault fault) {
        check.accept(fault);
        synchronized (this) {
            faults.add(fault);
        }
    }

    /** The number of calls that will still be affected. */
    public synchronized int waiting() {
        return faults.stream().mapToInt(Fault::times).sum();
    }

    public synchronized void clear() {
        faults.clear();
    }

    /** Takes the fault of an admitted call; {@code user} is in canonical form. */
    public synchronized Optional<Fault> next(Fault.Call call, String user) {
        return first(fault -> fault.call() == call && fault.user().map(canonical).map(user::equals).orElse(true))
                .map(this::take);
    }

    /** Whether to cut the connection of a call before its body is read; takes the fault that says so. */
    public synchronized boolean cutsUnread(Fault.Call call) {
        return first(fault -> fault.call() == call).filter(Fault::needsNoBody).map(this::take).isPresent();
    }

    private Optional<Fault> first(Predicate<Fault> applies) {
        return faults.stream().filter(applies).findFirst();
    }

    private Fault take(Fault fault) {
        int index = faults.indexOf(fault);
        if (fault.times() == 1) {
            faults.remove(index);
        } else {
            faults.set(index, fault.times(fault.times() - 1));
        }
        return fault;
    }
}
