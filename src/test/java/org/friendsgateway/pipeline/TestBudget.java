package org.friendsgateway.pipeline;

import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;

import org.friendsgateway.TestConfig;
import org.friendsgateway.metrics.TestMeters;

/** Opens the budget to tests of other rooms. */
public final class TestBudget {

    private TestBudget() {
    }

    /** A budget of a size such as {@code 1M}, with its gauge in a registry. */
    public static MemoryBudget of(String size, MeterRegistry registry) {
        return new MemoryBudget(TestConfig.of(PipelineConfig.class, Map.of("gateway.max-bytes-in-flight", size)),
                TestMeters.in(registry));
    }

    /** What the gauge shows. */
    public static double inFlight(MeterRegistry registry) {
        return registry.get("friends.import.bytes.in.flight").gauge().value();
    }
}
