package org.friendsgateway.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;
import static org.friendsgateway.ApiCaller.post;
import static org.friendsgateway.Await.await;
import static org.friendsgateway.tracing.ExportedSpans.attributes;
import static org.friendsgateway.tracing.ExportedSpans.named;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.friendsgateway.ApiCaller;
import org.friendsgateway.LogLines;
import org.friendsgateway.SimulatedVendors;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.server.ReceivedRequest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(TracedProfile.class)
@WithTestResource(SimulatedVendors.class)
class TracingTest {

    private static final String PARENT = "00f067aa0ba902b7";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final ExportedSpans spans;
    private final URI management;

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;

    @Inject
    TracingTest(ExportedSpans spans, @ConfigProperty(name = "test.management.url") URI management) {
        this.spans = spans;
        this.management = management;
    }

    @Test
    void recordsSpansOfTheRequestItsWaitsAndItsVendorCall() {
        String trace = trace(1);

        post(body("faulty", "trace-ok", "bob", "carl"), "traceparent", parent(trace));

        List<SpanData> all = spans.of(trace);
        SpanData server = named(all, "POST /friends/import");
        assertThat(server.getParentSpanId()).isEqualTo(PARENT);
        assertThat(attributes(server)).isEqualTo(Map.of("http.request.method", "POST", "http.route", "/friends/import",
                "http.response.status_code", 200L, "friends.app", "faulty", "friends.provider", "tencent", "friends.result",
                "ok"));
        assertThat(all).filteredOn(span -> span.getKind() != SpanKind.SERVER).extracting(SpanData::getName)
                .containsExactlyInAnyOrder("owner wait", "permit wait", "vendor call");
        assertThat(all).filteredOn(span -> span.getKind() != SpanKind.SERVER).extracting(SpanData::getParentSpanId)
                .containsOnly(server.getSpanId());
        assertThat(attributes(named(all, "vendor call"))).isEqualTo(Map.of("friends.app", "faulty", "friends.provider",
                "tencent", "friends.batch_size", 2L, "friends.result", "ok"));
    }

    @Test
    void recordsASpanForEachLineOfAStream() {
        String trace = trace(20);
        String lines = body("faulty", "trace-line-1", "bob") + "\n" + body("faulty", "trace-line-2", "bob");

        HttpRequest request = ApiCaller.request("POST", "/friends/import", BodyPublishers.ofString(lines), "traceparent",
                parent(trace), "Content-Type", "application/x-ndjson", "Accept", "application/json");
        assertThat(ApiCaller.send(request).at("/end/lines/complete")).isEqualTo("2");

        List<SpanData> all = spans.of(trace);
        SpanData server = named(all, "POST /friends/import");
        List<SpanData> ofLines = all.stream().filter(span -> span.getName().equals("bulk line")).toList();
        assertThat(ofLines).hasSize(2).extracting(SpanData::getParentSpanId).containsOnly(server.getSpanId());
        assertThat(all).filteredOn(span -> span.getName().equals("vendor call")).extracting(SpanData::getParentSpanId)
                .containsExactlyInAnyOrderElementsOf(ofLines.stream().map(SpanData::getSpanId).toList());
        assertThat(all).filteredOn(span -> span.getName().equals("permit wait")).extracting(SpanData::getParentSpanId)
                .containsExactlyInAnyOrderElementsOf(ofLines.stream().map(SpanData::getSpanId).toList());
    }

    @Test
    void recordsTheCodeOfAFailedVendorCall() {
        String trace = trace(2);
        sandbox.tencent().faults().add(Fault.refusal(60026, "wrong region for trace-refused").forUser("trace-refused"));

        post(body("faulty", "trace-refused", "bob"), "traceparent", parent(trace));

        List<SpanData> all = spans.of(trace);
        assertThat(named(all, "vendor call").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attributes(named(all, "vendor call"))).containsEntry("friends.result", "vendor_misconfigured");
        assertThat(attributes(named(all, "POST /friends/import"))).containsEntry("friends.result", "vendor_misconfigured");
        assertThat(all.toString()).doesNotContain("trace-refused", "usersig");
    }

    @Test
    void propagatesTheTraceToTheVendor() {
        String tencent = trace(3);
        String easemob = trace(4);

        post(body("faulty", "trace-on", "bob"), "traceparent", parent(tencent), "tracestate", "caller=1", "baggage", "who=me");
        post(body("chat-ease", "trace-on", "bob"), "traceparent", parent(easemob));

        assertThat(call(sandbox.tencent().lastRequests(), tencent).header("traceparent")).contains("00-" + tencent + "-"
                + named(spans.of(tencent), "vendor call").getSpanId() + "-01");
        assertThat(call(sandbox.easemob().lastRequests(), easemob).header("traceparent")).contains("00-" + easemob + "-"
                + named(spans.of(easemob), "vendor call").getSpanId() + "-01");
        assertThat(call(sandbox.tencent().lastRequests(), tencent).header("baggage")).isEmpty();
    }

    @Test
    void propagatesATraceThatItsCallerDoesNotRecord() {
        String trace = trace(5);

        post(body("faulty", "trace-unrecorded", IntStream.range(0, 1001).mapToObj(i -> "u" + i).toList()), "traceparent",
                "00-" + trace + "-" + PARENT + "-00");

        assertThat(sandbox.tencent().lastRequests()).filteredOn(call -> call.body().toString().contains("trace-unrecorded"))
                .hasSize(3).allSatisfy(call -> assertThat(call.header("traceparent").orElseThrow()).contains(trace)
                        .endsWith("-00"));
    }

    @Test
    void namesAnUnknownPathByItsMethodOnly() {
        String trace = trace(6);

        ApiCaller.send(ApiCaller.request("GET", "/friends/of/alice?usersig=secret", BodyPublishers.noBody(), "traceparent",
                parent(trace)));

        assertThat(spans.of(trace)).singleElement().satisfies(span -> {
            assertThat(span.getName()).isEqualTo("GET");
            assertThat(attributes(span)).isEqualTo(Map.of("http.request.method", "GET", "http.response.status_code", 404L));
        });
    }

    @Test
    void logsTheTrace() {
        String trace = trace(7);
        sandbox.tencent().faults().add(Fault.refusal(60026, "wrong region").forUser("trace-logged"));

        try (LogLines log = new LogLines("org.friendsgateway")) {
            post(body("faulty", "trace-logged", "bob"), "traceparent", parent(trace));

            assertThat(log.of("import")).singleElement()
                    .satisfies(line -> assertThat(line.fields()).containsEntry("traceId", trace));
            assertThat(log.of("vendor call failed")).singleElement()
                    .satisfies(line -> assertThat(line.fields()).containsEntry("traceId", trace));
        }
    }

    @Test
    void recordsACallerThatDisconnectsBeforeTheAnswer() {
        String trace = trace(8);
        sandbox.tencent().faults().add(Fault.delay(Duration.ofSeconds(2)).forUser("trace-left"));
        CompletableFuture<?> caller = HttpClient.newHttpClient().sendAsync(ApiCaller.request("POST", "/friends/import",
                BodyPublishers.ofString(body("faulty", "trace-left", "bob").toString()), "traceparent", parent(trace)),
                BodyHandlers.discarding());
        await("the vendor is called").until(() -> sandbox.tencent().lastRequests().stream()
                .anyMatch(call -> call.header("traceparent").orElse("").contains(trace)));

        assertThat(caller.cancel(true)).isTrue();

        assertThat(attributes(named(spans.of(trace), "POST /friends/import"))).isEqualTo(Map.of("http.request.method", "POST",
                "http.route", "/friends/import", "friends.result", "cancelled"));
    }

    @Test
    void addsTracesToMetricsAsExemplars() throws IOException, InterruptedException {
        post(body("faulty", "trace-example", "bob"));

        String metrics = HttpClient.newHttpClient().send(HttpRequest.newBuilder(management.resolve("/q/metrics"))
                .header("Accept", OPEN_METRICS).build(), BodyHandlers.ofString()).body();
        assertThat(metrics.lines().filter(line -> line.startsWith("friends_import_vendor_call_seconds_bucket")))
                .anySatisfy(
                        line -> assertThat(line).containsPattern("# \\{span_id=\"[0-9a-f]{16}\",trace_id=\"[0-9a-f]{32}\"}"));
    }

    private static ReceivedRequest call(List<ReceivedRequest> calls, String trace) {
        Optional<ReceivedRequest> call = calls.stream()
                .filter(received -> received.header("traceparent").orElse("").contains(trace)
                        && !received.path().endsWith("/token"))
                .findFirst();
        return call.orElseThrow();
    }

    private static String parent(String trace) {
        return "00-" + trace + "-" + PARENT + "-01";
    }

    private static String trace(int number) {
        return "4bf92f3577b34da6a3ce929d0e0e47" + "%02x".formatted(number);
    }
}
