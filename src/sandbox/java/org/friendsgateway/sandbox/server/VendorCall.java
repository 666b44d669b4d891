package org.friendsgateway.sandbox.server;

import java.util.Optional;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.fault.FaultResponse;

/** One call, from its arrival at the vendor to its response. */
final class VendorCall {

    private final SandboxContext context;
    private final HttpServerResponse response;
    private final ResponseWriter writer;
    private boolean ended;
    private boolean hanging;
    private String writtenUser = "";

    VendorCall(SandboxContext context, HttpServerRequest http) {
        this.context = context;
        this.response = http.response();
        this.writer = new ResponseWriter(http);
    }

    void process(ReceivedRequest request, Arrival arrival) {
        trackUntilEnd();
        context.requestLog().record(request);
        try {
            beginWrite(context.vendor().admit(request, arrival));
        } catch (RefusedException refused) {
            respond(refused.response());
        } catch (RuntimeException bug) {
            writer.text(500, "the sandbox itself failed: " + bug);
        }
    }

    private void beginWrite(AdmittedCall call) {
        if (call.user().isEmpty()) {
            execute(call);
            return;
        }
        boolean overlaps = context.writes().begin(call.user());
        writtenUser = call.user();
        if (overlaps) {
            context.requestLog().add(RequestLog.Counter.OVERLAPS, 1);
        }
        Optional<SimulatedResponse> conflict = overlaps ? context.vendor().writeConflict() : Optional.empty();
        if (conflict.isPresent()) {
            endWrite();
            respond(conflict.get());
        } else {
            execute(call);
        }
    }

    private void execute(AdmittedCall call) {
        Fault fault = context.faults().next(call.type(), call.user()).orElse(Fault.NONE);
        Optional<SimulatedResponse> early = execute(call, fault, Fault.Processing.BEFORE);
        context.afterProcessing(fault.delay(),
                () -> finish(fault, early.or(() -> execute(call, fault, Fault.Processing.AFTER))));
    }

    private static Optional<SimulatedResponse> execute(AdmittedCall call, Fault fault, Fault.Processing now) {
        if (fault.processing() != now) {
            return Optional.empty();
        }
        try {
            FaultResponse.Edits edits = fault.response() instanceof FaultResponse.Edits e ? e : FaultResponse.Edits.NONE;
            return Optional.of(call.work().apply(edits));
        } catch (RefusedException refused) {
            return Optional.of(refused.response());
        }
    }

    private void finish(Fault fault, Optional<SimulatedResponse> simulated) {
        // A vendor that hangs keeps writing until the peer gives up.
        hanging = fault.response() instanceof FaultResponse.Hang && !ended;
        if (!hanging) {
            endWrite();
            context.afterWayOut(() -> write(fault.response(), simulated));
        }
    }

    private void respond(SimulatedResponse simulated) {
        context.afterWayOut(() -> write(FaultResponse.Edits.NONE, Optional.of(simulated)));
    }

    private void write(FaultResponse fault, Optional<SimulatedResponse> simulated) {
        if (ended) {
            return;
        }
        if (fault instanceof FaultResponse.Raw raw) {
            writer.raw(raw);
        } else if (fault instanceof FaultResponse.Refusal refusal) {
            writer.complete(context.vendor().refusal(refusal), refusal.headers());
        } else if (fault instanceof FaultResponse.Endless) {
            writer.endless();
        } else if (fault instanceof FaultResponse.Truncated) {
            writer.truncated(simulated.orElseThrow());
        } else if (fault instanceof FaultResponse.Cut cut && cut.moment() != Fault.Moment.MID_ANSWER) {
            writer.cut();
        } else if (fault instanceof FaultResponse.Cut) {
            writer.cutInTheMiddle(simulated.orElseThrow());
        } else if (simulated.orElseThrow().equals(SimulatedResponse.NONE)) {
            writer.cut();
        } else {
            writer.complete(simulated.orElseThrow());
        }
    }

    private void trackUntilEnd() {
        ended = response.closed();
        if (!ended) {
            context.requestLog().callStarted();
            response.endHandler(sent -> end());
            response.closeHandler(disconnected -> end());
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            context.requestLog().callEnded();
        }
        if (hanging) {
            endWrite();
        }
    }

    private void endWrite() {
        if (!writtenUser.isEmpty()) {
            context.writes().end(writtenUser);
            writtenUser = "";
        }
    }
}
