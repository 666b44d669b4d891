package org.friendsgateway.metrics;

import io.micrometer.core.instrument.MeterRegistry;

import org.friendsgateway.coordination.Coordination;

/** Opens the metrics to tests of other rooms. */
public final class TestMeters {

    private TestMeters() {
    }

    public static ImportMeters in(MeterRegistry registry, Coordination coordination) {
        return new ImportMeters(registry, coordination);
    }
}
