package org.friendsgateway.pipeline;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.pipeline.FakeVendor.hangs;
import static org.friendsgateway.pipeline.FakeVendor.refusal;

import java.time.Duration;
import java.util.Map;

import org.friendsgateway.LogLines;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.pipeline.PipelineFixture.Running;
import org.friendsgateway.time.VirtualScheduler;
import org.junit.jupiter.api.Test;

/** What an import does about its connection to the vendor, of whom one call a second may be asked. */
class ImportConnectionTest {

    private static final Duration LONG = ofSeconds(30);

    private final VirtualScheduler time = new VirtualScheduler();
    private final FakeVendor vendor = new FakeVendor("chat", 1, 1, time);
    private final PipelineFixture fixture = new PipelineFixture(time, Map.of("gateway.retry.max-attempts", "1"), vendor);

    @Test
    void takesNoPermitBeforeItsConnectionIsOpen() {
        vendor.connecting = time.after(ofSeconds(3));
        fixture.start("alice", LONG, "a");
        time.advance(ofSeconds(2));
        vendor.connecting = time.after(ZERO);
        fixture.start("bob", LONG, "b");
        time.advance(ofSeconds(2));

        assertThat(vendor.ownersAndTimes()).containsExactly("bob2000", "alice3000");
    }

    @Test
    void spendsNoPermitWithoutAConnection() {
        vendor.unreachable = refusal(Kind.VENDOR_UNAVAILABLE);
        Running running = fixture.start("alice", LONG, "a", "b");

        assertThat(running.outcomes()).containsExactly("a failed vendor_unavailable", "b failed vendor_unavailable");
        vendor.unreachable = null;
        fixture.start("bob", LONG, "b");
        assertThat(vendor.ownersAndTimes()).containsExactly("bob0");
    }

    @Test
    void countsAConnectionThatCannotBeOpenedAsACall() {
        vendor.unreachable = refusal(Kind.VENDOR_UNAVAILABLE);
        fixture.start("alice", LONG, "a", "b");

        assertThat(fixture.registry.get("friends.import.vendor.call").tag("result", "vendor_unavailable").timer().count())
                .isEqualTo(2);
    }

    @Test
    void logsHowManyFriendsAConnectionThatCannotBeOpenedWasFor() {
        FakeVendor batches = new FakeVendor("chat", 3, 100, time);
        batches.unreachable = refusal(Kind.REJECTED_BY_VENDOR);
        try (LogLines log = new LogLines("org.friendsgateway.vendorcalls")) {
            new PipelineFixture(time, batches).start("alice", LONG, "a", "b", "c");

            assertThat(log.of("vendor call failed")).extracting(line -> line.fields().get("total")).containsExactly("3");
        }
    }

    @Test
    void opensTheCircuitWhenNoConnectionCanBeOpened() {
        vendor.unreachable = refusal(Kind.VENDOR_UNAVAILABLE);
        for (int i = 0; i < 20; i++) {
            fixture.start("user" + i, LONG, "a");
        }
        vendor.unreachable = null;

        assertThat(fixture.start("alice", LONG, "a").outcomes()).containsExactly("a failed vendor_unavailable");
        assertThat(vendor.calls).isEmpty();
    }

    @Test
    void releasesConnectionsAfterItsCalls() {
        fixture.start("alice", LONG, "a", "b", "c");
        time.advance(LONG);

        assertThat(vendor.calls).hasSize(3);
        assertThat(vendor.held).isZero();
    }

    @Test
    void releasesTheConnectionWhenThePermitIsRefused() {
        fixture.start("alice", LONG, "a", "b", "c");
        Running refused = fixture.start("bob", ofMillis(500), "b");

        assertThat(refused.outcomes()).containsExactly("b failed rate_limited");
        time.advance(LONG);
        assertThat(vendor.held).isZero();
    }

    @Test
    void releasesTheConnectionWhenTheCallerDisconnectsBeforeThePermit() {
        fixture.start("alice", LONG, "a");
        Running leaving = fixture.start("bob", LONG, "b");
        leaving.cancel();

        assertThat(vendor.held).isZero();
        assertThat(vendor.calls).hasSize(1);
    }

    @Test
    void keepsTheConnectionOfACallWhoseCallerDisconnects() {
        vendor.usual = hangs();
        Running leaving = fixture.start("alice", LONG, "a");
        leaving.cancel();

        assertThat(vendor.held).isEqualTo(1);
    }

    @Test
    void releasesTheConnectionWhenTheCircuitOpensBeforeThePermit() {
        fixture.start("alice", LONG, "a");
        Running waiting = fixture.start("bob", LONG, "b");
        vendor.unreachable = refusal(Kind.VENDOR_UNAVAILABLE);
        for (int i = 0; i < 20; i++) {
            fixture.start("user" + i, LONG, "a");
        }

        assertThat(waiting.outcomes()).containsExactly("b failed vendor_unavailable");
        assertThat(vendor.held).isZero();
    }
}
