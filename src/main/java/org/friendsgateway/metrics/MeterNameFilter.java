package org.friendsgateway.metrics;

import java.util.Set;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;

/** Drops meters of libraries whose names break Prometheus's rules; {@code promtool check metrics} lists them. */
final class MeterNameFilter {

    private static final Set<String> ILL_NAMED = Set.of("process.cpu.time", "system.cpu.count");

    MeterNameFilter() {
    }

    @Produces
    @Singleton
    static MeterFilter filter() {
        return MeterFilter.deny(MeterNameFilter::illNamed);
    }

    private static boolean illNamed(Meter.Id id) {
        return ILL_NAMED.contains(id.getName());
    }
}
