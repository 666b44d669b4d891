package org.friendsgateway.sandbox;

import java.util.Optional;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** One call, from its arrival at the vendor to its answer. */
final class Exchange {

    private final Backstage backstage;
    private final HttpServerResponse response;
    private final Delivery delivery;
    private boolean over;
    private boolean hanging;
    private String writes = "";

    Exchange(Backstage backstage, HttpServerRequest http) {
        this.backstage = backstage;
        this.response = http.response();
        this.delivery = new Delivery(http);
    }

    void arrive(ReceivedRequest request, Arrival arrival) {
        open();
        backstage.traffic().remember(request);
        try {
            take(backstage.vendor().admit(request, arrival));
        } catch (Refused refused) {
            answer(refused.answer());
        } catch (RuntimeException bug) {
            delivery.text(500, "the sandbox itself failed: " + bug);
        }
    }

    /** Enters the user's list, beside others at a vendor that lets them. */
    private void take(Task task) {
        if (task.user().isEmpty()) {
            process(task);
            return;
        }
        boolean overlaps = backstage.writers().enter(task.user());
        writes = task.user();
        if (overlaps) {
            backstage.traffic().overlapped();
        }
        Optional<Answer> conflict = overlaps ? backstage.vendor().writeConflict() : Optional.empty();
        if (conflict.isPresent()) {
            leave();
            answer(conflict.get());
        } else {
            process(task);
        }
    }

    private void process(Task task) {
        Fault fault = backstage.faults().next(task.call(), task.user()).orElse(Fault.NONE);
        Optional<Answer> early = work(task, fault, Fault.Processing.BEFORE);
        backstage.afterProcessing(fault.delay(),
                () -> finish(fault, early.or(() -> work(task, fault, Fault.Processing.AFTER))));
    }

    private static Optional<Answer> work(Task task, Fault fault, Fault.Processing now) {
        if (fault.processing() != now) {
            return Optional.empty();
        }
        try {
            FaultAnswer.Edits edits = fault.answer() instanceof FaultAnswer.Edits e ? e : FaultAnswer.Edits.NONE;
            return Optional.of(task.work().apply(edits));
        } catch (Refused refused) {
            return Optional.of(refused.answer());
        }
    }

    private void finish(Fault fault, Optional<Answer> answer) {
        // A vendor that hangs is still writing, until the peer gives up.
        hanging = fault.answer() instanceof FaultAnswer.Hang && !over;
        if (!hanging) {
            leave();
            backstage.afterTheWayOut(() -> deliver(fault.answer(), answer));
        }
    }

    private void answer(Answer answer) {
        backstage.afterTheWayOut(() -> deliver(FaultAnswer.Edits.NONE, Optional.of(answer)));
    }

    private void deliver(FaultAnswer order, Optional<Answer> answer) {
        if (over) {
            return;
        }
        if (order instanceof FaultAnswer.Raw raw) {
            delivery.raw(raw);
        } else if (order instanceof FaultAnswer.Refusal refusal) {
            delivery.refusal(backstage.vendor().refusal(refusal), refusal.headers());
        } else if (order instanceof FaultAnswer.Endless) {
            delivery.endless();
        } else if (order instanceof FaultAnswer.Truncated) {
            delivery.truncated(answer.orElseThrow());
        } else if (order instanceof FaultAnswer.Cut cut && cut.moment() != Fault.Moment.MID_ANSWER) {
            delivery.cut();
        } else if (order instanceof FaultAnswer.Cut) {
            delivery.cutInTheMiddle(answer.orElseThrow());
        } else {
            delivery.whole(answer.orElseThrow());
        }
    }

    private void open() {
        over = response.closed();
        if (!over) {
            backstage.traffic().opened();
            response.endHandler(ended -> end());
            response.closeHandler(hungUp -> end());
        }
    }

    private void end() {
        if (!over) {
            over = true;
            backstage.traffic().closed();
        }
        if (hanging) {
            leave();
        }
    }

    private void leave() {
        if (!writes.isEmpty()) {
            backstage.writers().leave(writes);
            writes = "";
        }
    }
}
