package org.friendsgateway.sandbox;

import java.net.URI;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.friendsgateway.sandbox.easemob.EasemobSandbox;
import org.friendsgateway.sandbox.tencent.TencentSandbox;
import org.jboss.logging.Logger;

/** Starts the simulated vendors in dev mode, where the gateway's two apps expect them. */
@Singleton
@IfBuildProfile("dev")
final class DevSandbox {

    private static final Logger LOG = Logger.getLogger(DevSandbox.class);
    private static final String TENCENT = "gateway.tencent.apps.tencent.";
    private static final String EASEMOB = "gateway.easemob.apps.easemob.";

    private final Sandbox sandbox;

    DevSandbox(Vertx vertx) {
        this.sandbox = sandbox(vertx, ConfigProvider.getConfig());
    }

    // The gateway's own configuration, so that the vendors accept its credentials.
    private static Sandbox sandbox(Vertx vertx, Config config) {
        return new Sandbox(vertx,
                TencentSandbox.Settings.of(config.getValue(TENCENT + "sdk-app-id", Long.class),
                        config.getValue(TENCENT + "identifier", String.class),
                        config.getValue(TENCENT + "secret-key", String.class))
                        .withPort(config.getValue(TENCENT + "base-url", URI.class).getPort()),
                EasemobSandbox.Settings.of(config.getValue(EASEMOB + "org-name", String.class),
                        config.getValue(EASEMOB + "app-name", String.class),
                        config.getValue(EASEMOB + "client-id", String.class),
                        config.getValue(EASEMOB + "client-secret", String.class))
                        .withPort(config.getValue(EASEMOB + "base-url", URI.class).getPort()));
    }

    void start(@Observes StartupEvent started) {
        sandbox.start()
                .onSuccess(both -> LOG.infof("Simulated vendors: tencent on port %d, easemob on port %d. Try:%n%s",
                        sandbox.tencent().port(), sandbox.easemob().port(), example()))
                .onFailure(cause -> LOG.error("The simulated vendors did not start", cause));
    }

    void stop(@Observes ShutdownEvent stopping) {
        sandbox.close();
    }

    private static String example() {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
        return "  curl -i localhost:" + port + "/friends/import -H 'Content-Type: application/json' \\%n".formatted()
                + "    -d '{\"app\":\"tencent\",\"userId\":\"alice\",\"friends\":[{\"userId\":\"bob\"},{\"userId\":\"ghost\"}]}'";
    }
}
