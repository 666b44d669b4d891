package org.friendsgateway.sandbox;

import io.vertx.core.Vertx;

/** Both simulated vendors in a process of their own. */
public final class StandaloneSandbox {

    private StandaloneSandbox() {
    }

    /** Takes the ports of Tencent and of Easemob, and runs until it is ended. */
    public static void main(String[] ports) {
        new Sandbox(Vertx.vertx(),
                TencentSandbox.Settings.of(1400000000, "administrator", "simulated").withPort(Integer.parseInt(ports[0])),
                EasemobSandbox.Settings.of("simulated", "gateway", "simulated-client", "simulated-secret")
                        .withPort(Integer.parseInt(ports[1])))
                .start().onFailure(cause -> System.exit(1));
    }
}
