package org.friendsgateway.app;

import java.time.Duration;
import java.util.Optional;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import org.hibernate.validator.constraints.time.DurationMin;

/** The keys that hold for every app of every vendor. Public, because the config framework must see it. */
@ConfigMapping(prefix = "gateway")
public interface AppConfig {

    /** The app of a request that names none; without it, the only app. */
    Optional<String> defaultApp();

    /** The most single imports of one app in flight in one replica, waiting ones included; one more is {@code overloaded}. */
    @WithDefault("2500")
    @Min(1)
    int maxInFlight();

    Circuit circuit();

    /** When calls to a failing vendor are refused. */
    interface Circuit {

        /** How many of the latest calls are judged. */
        @WithDefault("20")
        @Min(1)
        int window();

        /** The share of failed calls that opens the circuit. */
        @WithDefault("0.5")
        @DecimalMin("0")
        @DecimalMax("1")
        double failureRatio();

        /** How long the circuit stays open before one call probes the vendor. */
        @WithDefault("5s")
        @DurationMin(millis = 100)
        Duration delay();
    }
}
