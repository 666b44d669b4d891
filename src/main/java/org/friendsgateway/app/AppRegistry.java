package org.friendsgateway.app;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Singleton;

import io.quarkus.runtime.Startup;

import org.friendsgateway.metrics.ImportMeters;
import org.friendsgateway.quota.Quotas;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.tracing.Tracing;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorApps;
import org.jspecify.annotations.Nullable;

/** The configured apps by name; made at start, so that a wrong configuration stops it. */
@Startup
@Singleton
public final class AppRegistry {

    private final Map<String, AppRuntime> byName = new LinkedHashMap<>();
    private final @Nullable String defaultApp;

    public AppRegistry(VendorApps apps, Quotas quotas, ImportMeters meters, Tracing tracing, AppConfig config,
            Scheduler scheduler) {
        for (VendorApp app : apps.all()) {
            AppProfile profile = app.profile();
            byName.put(profile.name(),
                    new AppRuntime(app, quotas.of(profile.id(), profile.callsPerSecond()), meters.of(profile),
                            tracing.of(profile), config, scheduler));
        }
        this.defaultApp = defaultApp(config.defaultApp());
    }

    private @Nullable String defaultApp(Optional<String> configured) {
        if (byName.isEmpty()) {
            throw new DeploymentException("No app is configured: set the keys under gateway.<provider>.apps.<name>, such as "
                    + "gateway.tencent.apps.<name>");
        }
        if (configured.isPresent() && !byName.containsKey(configured.get())) {
            throw new DeploymentException("gateway.default-app must be one of " + byName.keySet());
        }
        return configured.orElse(byName.size() == 1 ? byName.keySet().iterator().next() : null);
    }

    /** The name of the app of a request that names none; null when it has to name one. */
    public @Nullable String defaultApp() {
        return defaultApp;
    }

    /** The app of this name; null when there is none, and for null. */
    public @Nullable AppRuntime named(@Nullable String name) {
        return name == null ? null : byName.get(name);
    }
}
