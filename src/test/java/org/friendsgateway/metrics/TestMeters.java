package org.friendsgateway.metrics;

import io.micrometer.core.instrument.MeterRegistry;

import org.friendsgateway.coordination.Coordination;

/** Makes the meters available to tests of other packages. */
public final class TestMeters {

    private TestMeters() {
    }

    public static ImportMeters in(MeterRegistry registry, Coordination coordination) {
        return new ImportMeters(registry, coordination);
    }
}
