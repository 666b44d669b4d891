package org.friendsgateway.sandbox.server;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.fault.FaultResponse;

/** What distinguishes one vendor from the other behind a {@link VendorServer}. */
public interface SimulatedVendor {

    RequestLog requestLog();

    /** A longer body is passed on as its first {@code maxBodyBytes() + 1} bytes. */
    int maxBodyBytes();

    Optional<Fault.Call> callAt(String path);

    /**
     * Checks address, credentials, rate and syntax. Throws {@link RefusedException}.
     *
     * @param arrival the time at which the call counts
     */
    AdmittedCall admit(ReceivedRequest request, Arrival arrival);

    /** The refusal of a second writer; empty for a vendor that accepts one. */
    Optional<SimulatedResponse> writeConflict();

    SimulatedResponse refusal(FaultResponse.Refusal refusal);

    /** Throws {@link IllegalArgumentException} for a fault that this vendor cannot have. */
    void check(Fault fault);

    /** The form of an id by which users are compared. */
    String canonical(String id);

    List<String> friendsOf(String user);

    Optional<JsonNode> friendJson(String owner, String id);

    long friendsStored();

    /** Invalidates all credentials issued so far. */
    void revokeCredentials();

    void reset();
}
