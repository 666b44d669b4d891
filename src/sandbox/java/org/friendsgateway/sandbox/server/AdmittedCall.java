package org.friendsgateway.sandbox.server;

import java.util.function.Function;

import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.fault.FaultResponse;

/**
 * A call that passed the checks of its address, credentials and rate.
 *
 * @param user whose friend list is written; empty when the call writes none or does not name the user
 * @param work checks the body, stores the friends and makes the response, edited by a fault; throws {@link RefusedException}
 */
public record AdmittedCall(Fault.Call type, String user, Function<FaultResponse.Edits, SimulatedResponse> work) {
}
