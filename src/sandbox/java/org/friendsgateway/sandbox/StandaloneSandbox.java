package org.friendsgateway.sandbox;

import io.vertx.core.Vertx;

import org.friendsgateway.sandbox.easemob.EasemobSandbox;
import org.friendsgateway.sandbox.tencent.TencentSandbox;

/** Both simulated vendors in a process of their own. */
public final class StandaloneSandbox {

    private StandaloneSandbox() {
    }

    /** Takes the ports of Tencent and Easemob and runs until the process is terminated. */
    public static void main(String[] ports) {
        new Sandbox(Vertx.vertx(),
                TencentSandbox.Settings.of(1400000000, "administrator", "simulated").withPort(Integer.parseInt(ports[0])),
                EasemobSandbox.Settings.of("simulated", "gateway", "simulated-client", "simulated-secret")
                        .withPort(Integer.parseInt(ports[1])))
                .start().onFailure(cause -> System.exit(1));
    }
}
