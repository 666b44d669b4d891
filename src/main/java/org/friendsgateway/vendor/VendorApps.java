package org.friendsgateway.vendor;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Singleton;

import io.quarkus.arc.All;

/** The configured apps of all vendors. */
@Singleton
public final class VendorApps {

    // The name is part of headers and metric labels.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

    private final Map<String, VendorApp> byName = new TreeMap<>();

    VendorApps(@All List<VendorAppProvider> providers) {
        providers.stream().flatMap(provider -> provider.apps().stream())
                .sorted(Comparator.comparing(app -> app.profile().provider())).forEach(this::add);
    }

    private void add(VendorApp app) {
        if (!NAME.matcher(app.profile().name()).matches()) {
            throw new DeploymentException(app.profile().keyPrefix() + ": an app's name must be of A-Z a-z 0-9 . _ -");
        }
        VendorApp other = byName.putIfAbsent(app.profile().name(), app);
        if (other != null) {
            throw new DeploymentException("The app name '%s' is configured twice: %s and %s"
                    .formatted(app.profile().name(), other.profile().keyPrefix(), app.profile().keyPrefix()));
        }
    }

    /** All apps, sorted by name. */
    public List<VendorApp> all() {
        return List.copyOf(byName.values());
    }
}
