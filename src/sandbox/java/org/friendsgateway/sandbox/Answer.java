package org.friendsgateway.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a vendor answers in JSON. */
record Answer(int status, ObjectNode body) {
}
