package org.friendsgateway.vendor.carrierpigeon;

import java.util.Map;

import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The keys of the pigeons' apps. Public, because the config framework must see it. */
@ConfigMapping(prefix = "gateway.carrierpigeon")
public interface CarrierPigeonConfig {

    /** The apps by the names that callers use. */
    Map<String, App> apps();

    /** One loft. */
    interface App {

        @Min(1)
        int pigeons();

        @WithDefault("1000")
        @Min(1)
        int callsPerSecond();
    }
}
