package org.friendsgateway;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

import org.friendsgateway.log.ErrorStream;

/** Starts the gateway. */
@QuarkusMain
public final class GatewayMain {

    GatewayMain() {
    }

    /** Returns when the gateway has ended; a failed start ends the process with exit code 1. */
    public static void main(String... arguments) {
        // Before the first logger, which chooses it for good.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        ErrorStream.install();
        Quarkus.run(arguments);
    }
}
