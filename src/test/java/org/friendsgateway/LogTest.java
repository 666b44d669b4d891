package org.friendsgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;
import static org.friendsgateway.ApiCaller.post;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.LogLines.Line;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.fault.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The log lines of imports and vendor calls. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class LogTest {

    private static final Set<String> DURATIONS = Set.of("totalMs", "permitWaitMs", "ownerWaitMs", "vendorMs");

    private final LogLines log = new LogLines("org.friendsgateway");

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void logsAnImportWithFields() {
        post(body("faulty", "log-partial", "bob", "carl", "ghost"), "X-Request-Id", "partial-1");

        assertThat(log.of("import")).singleElement().satisfies(line -> {
            assertThat(line.logger()).isEqualTo("org.friendsgateway.imports");
            assertThat(line.fields()).containsAllEntriesOf(Map.of("app", "faulty", "provider", "tencent", "status", "207",
                    "code", "none", "total", "3", "imported", "2", "pending", "0", "failed", "1", "unknown", "0",
                    "requestId", "partial-1"));
            assertThat(DURATIONS).allSatisfy(name -> assertThat(line.fields().get(name)).matches("\\d+"));
        });
    }

    @Test
    void logsARequestForAnUnknownApp() {
        post(body("nowhere", "alice", "bob"), "X-Request-Id", "nowhere-1");

        assertThat(log.of("import")).extracting(Line::fields).singleElement().satisfies(fields -> assertThat(fields)
                .containsAllEntriesOf(Map.of("app", "none", "provider", "none", "status", "404", "code", "app_not_found",
                        "requestId", "nowhere-1")));
    }

    @Test
    void logsAVendorsFailureWithTheRequestId() {
        sandbox.tencent().faults().add(Fault.refusal(60026, "wrong region for alice").forUser("log-region"));

        post(body("faulty", "log-region", "bob", "carl"), "X-Request-Id", "region-1");

        assertThat(log.of("vendor call failed")).extracting(Line::fields).singleElement().satisfies(fields -> {
            assertThat(fields).containsAllEntriesOf(Map.of("app", "faulty", "provider", "tencent", "total", "2",
                    "code", "vendor_misconfigured", "vendorCode", "60026", "vendorStatus", "200", "requestId", "region-1"));
            assertThat(fields.get("totalMs")).matches("\\d+");
        });
    }

    @Test
    void logsNoUserIdsAndNoFieldsOfAnotherLine() {
        post(body("faulty", "log-name", "log-friend"), "X-Request-Id", "first");
        post(body("faulty", "log-name", "ghost"), "X-Request-Id", "second");

        List<Line> lines = log.of("import");
        assertThat(lines).extracting(line -> line.fields().get("requestId")).containsExactly("first", "second");
        assertThat(lines).extracting(line -> line.fields().get("imported")).containsExactly("1", "0");
        assertThat(lines.toString()).doesNotContain("log-name", "log-friend", "ghost");
    }

    @Test
    void logsNoTraceIdsWithoutTracing() {
        post(body("faulty", "log-untraced", "bob"), "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        assertThat(log.of("import")).singleElement()
                .satisfies(line -> assertThat(line.fields()).doesNotContainKeys("traceId", "spanId"));
        assertThat(sandbox.tencent().lastRequests()).isNotEmpty()
                .allSatisfy(call -> assertThat(call.header("traceparent")).isEmpty());
    }
}
