package org.friendsgateway.vendor.ejabberd;

import java.util.List;

import org.friendsgateway.sandbox.server.ReceivedRequest;
import org.friendsgateway.sandbox.server.SimulatedResponse;

/** What is behind {@link FaultyEjabberd}: a simulated server or a real one. */
interface EjabberdServer {

    String HOST = "im.test";
    String USERNAME = "gateway";
    String PASSWORD = "pass word&=%";

    /** Carries out a request, at once; {@link SimulatedResponse#NONE} when the server closes the connection. */
    SimulatedResponse answer(ReceivedRequest request);

    /** The nodes of a user's friends, in any order. */
    List<String> rosterOf(String user);
}
