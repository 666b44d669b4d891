package org.friendsgateway.sandbox.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;

/** A vendor's JSON response. */
public record SimulatedResponse(int status, JsonNode body) {

    /** The vendor closes the connection instead of answering. */
    public static final SimulatedResponse NONE = new SimulatedResponse(0, NullNode.getInstance());
}
