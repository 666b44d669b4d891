package org.friendsgateway.sandbox.server;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A vendor's JSON response. */
public record SimulatedResponse(int status, ObjectNode body) {
}
