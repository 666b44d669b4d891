package org.friendsgateway.graph;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import org.friendsgateway.process.RealEjabberd;

/** An installed ejabberd with empty rosters, and a gateway that logs no single import. */
public final class InstalledEjabberd implements QuarkusTestResourceLifecycleManager {

    static final int CALLS_PER_SECOND = 1_000;

    private final RealEjabberd server;

    public InstalledEjabberd() throws IOException {
        server = new RealEjabberd();
    }

    RealEjabberd server() {
        return server;
    }

    @Override
    public Map<String, String> start() {
        try {
            server.register(SocialGraph.read().lists().keySet());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        String app = "gateway.ejabberd.apps.ejabberd.";
        Map<String, String> config = new HashMap<>(Map.of(app + "base-url", "http://127.0.0.1:" + server.port(),
                app + "virtual-host", RealEjabberd.VIRTUAL_HOST, app + "username", RealEjabberd.USERNAME,
                app + "password", RealEjabberd.PASSWORD, app + "calls-per-second", Integer.toString(CALLS_PER_SECOND)));
        // The longest lists have more than a thousand friends, each of which is a call.
        config.put("gateway.default-wait", "120s");
        config.putAll(Map.of("quarkus.http.test-port", "0", "quarkus.management.test-port", "0",
                "quarkus.log.category.\"org.friendsgateway.imports\".level", "WARN", "gateway.auth.mode", "none"));
        return config;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(InstalledEjabberd.class));
    }

    @Override
    public void stop() {
        server.close();
    }
}
