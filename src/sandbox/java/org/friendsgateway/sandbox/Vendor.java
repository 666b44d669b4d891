package org.friendsgateway.sandbox;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** What distinguishes one vendor from the other behind a {@link SandboxServer}. */
interface Vendor {

    /** Bytes of a body that are read; of a longer one, the vendor sees one byte more than this. */
    int bodyLimit();

    /** Which call a path stands for. */
    Optional<Fault.Call> callAt(String path);

    /**
     * Judges address, credentials, speed and syntax, and throws {@link Refused}.
     *
     * @param arrival by which the speed is judged
     */
    Task admit(ReceivedRequest request, Arrival arrival);

    /** The refusal of a second writer, at a vendor that refuses one. */
    Optional<Answer> writeConflict();

    /** An ordered refusal in the vendor's form. */
    Answer refusal(FaultAnswer.Refusal order);

    /** Throws {@link IllegalArgumentException} for a fault that this vendor cannot have. */
    void vet(Fault fault);

    /** The form of an id by which users are compared. */
    String canonical(String id);

    List<String> friendsOf(String user);

    /** All that is stored of a friend. */
    Optional<JsonNode> friendJson(String owner, String id);

    long friendsStored();

    /** Makes every credential that was handed out so far invalid. */
    void revokeCredentials();

    void forget();
}
