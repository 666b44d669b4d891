package org.friendsgateway.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.Optional;

/** The faults on order, oldest first; a call gets the first that fits, and no call gets two. */
public final class Faults {

    private final Vendor vendor;
    private final List<Fault> orders = new ArrayList<>();

    Faults(Vendor vendor) {
        this.vendor = vendor;
    }

    /** Orders a fault; one that the vendor cannot have is an {@link IllegalArgumentException}. */
    public void add(Fault fault) {
        vendor.vet(fault);
        synchronized (this) {
            orders.add(fault);
        }
    }

    /** How many calls are still to misbehave. */
    public synchronized int waiting() {
        return orders.stream().mapToInt(Fault::times).sum();
    }

    public synchronized void clear() {
        orders.clear();
    }

    /** The fault of a call that was let in. */
    synchronized Optional<Fault> next(Fault.Call call, String user) {
        for (ListIterator<Fault> each = orders.listIterator(); each.hasNext();) {
            Fault fault = each.next();
            if (fault.call() == call && fault.user().map(vendor::canonical).map(user::equals).orElse(true)) {
                take(each, fault);
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    /** Whether the connection of a call is to be cut before its body is read. */
    synchronized boolean cutsUnread(Fault.Call call) {
        for (ListIterator<Fault> each = orders.listIterator(); each.hasNext();) {
            Fault fault = each.next();
            if (fault.call() == call) {
                if (fault.needsNoBody()) {
                    take(each, fault);
                }
                return fault.needsNoBody();
            }
        }
        return false;
    }

    private static void take(ListIterator<Fault> position, Fault fault) {
        if (fault.times() == 1) {
            position.remove();
        } else {
            position.set(fault.times(fault.times() - 1));
        }
    }
}
