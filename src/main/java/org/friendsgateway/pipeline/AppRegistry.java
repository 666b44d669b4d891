package org.friendsgateway.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Singleton;

import io.quarkus.runtime.Startup;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.metrics.ImportMeters;
import org.friendsgateway.quota.PermitQueue;
import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.Quotas;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.tracing.Tracing;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorApps;
import org.jspecify.annotations.Nullable;

/** The configured apps, each under its guards; made at start, so that a wrong configuration stops it. */
@Startup
@Singleton
final class AppRegistry {

    private final Map<String, AppRuntime> byName = new LinkedHashMap<>();
    private final @Nullable String defaultApp;

    AppRegistry(VendorApps apps, Quotas quotas, ImportMeters meters, Tracing tracing,
            PipelineConfig config, Scheduler scheduler) {
        for (VendorApp app : apps.all()) {
            Quota quota = quotas.of(app.profile().id(), app.profile().callsPerSecond());
            byName.put(app.profile().name(), new AppRuntime(app, new Circuit(config.circuit(), scheduler),
                    quota, new PermitQueue(quota, scheduler), meters.of(app.profile()), tracing.of(app.profile()),
                    config.maxInFlight()));
        }
        this.defaultApp = defaultApp(config.defaultApp());
    }

    private @Nullable String defaultApp(Optional<String> configured) {
        if (byName.isEmpty()) {
            throw new DeploymentException("No app is configured: set the keys under gateway.tencent.apps.<name> or "
                    + "gateway.easemob.apps.<name>");
        }
        if (configured.isPresent() && !byName.containsKey(configured.get())) {
            throw new DeploymentException("gateway.default-app must be one of " + byName.keySet());
        }
        return configured.orElse(byName.size() == 1 ? byName.keySet().iterator().next() : null);
    }

    @Nullable
    AppRuntime named(String name) {
        return byName.get(name);
    }

    /**
     * The app that an order names, or the default; fails with {@code app_not_found}, {@code forbidden} or
     * {@code invalid_request}.
     */
    AppRuntime chosenBy(ImportCommand order) {
        String name = nameIn(order);
        if (name == null) {
            List<Violation> violations = new ArrayList<>(order.violations());
            violations.add(new Violation("/app", "is required, for several apps are configured"));
            throw Failure.invalid(violations).exception();
        }
        AppRuntime app = named(name);
        if (app == null) {
            throw Failure.of(Kind.APP_NOT_FOUND).exception();
        }
        if (!order.caller().canAccess(name)) {
            throw Failure.of(Kind.FORBIDDEN).exception();
        }
        return app;
    }

    /** The app that an order means, whether or not it is carried out; null where none is known. */
    @Nullable
    AppProfile meantBy(ImportCommand order) {
        String name = nameIn(order);
        AppRuntime app = name == null ? null : named(name);
        return app == null ? null : app.profile();
    }

    private @Nullable String nameIn(ImportCommand order) {
        return order.app() == null ? defaultApp : order.app();
    }
}
