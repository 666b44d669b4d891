package org.friendsgateway.tracing;

import static org.friendsgateway.Await.await;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/** The spans that were exported, memory in memory. */
@Singleton
final class ExportedSpans {

    private final InMemorySpanExporter memory = InMemorySpanExporter.create();

    @Produces
    @Singleton
    SpanExporter exporter() {
        return memory;
    }

    /** Waits for the span of the request, and returns all spans of its trace. */
    List<SpanData> of(String traceId) {
        await("the trace " + traceId + " is exported").until(() -> spans(traceId).stream()
                .anyMatch(span -> span.getKind() == SpanKind.SERVER));
        return spans(traceId);
    }

    private List<SpanData> spans(String traceId) {
        return memory.getFinishedSpanItems().stream().filter(span -> span.getTraceId().equals(traceId)).toList();
    }

    static SpanData named(List<SpanData> spans, String name) {
        return spans.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
    }

    static Map<String, Object> attributes(SpanData span) {
        return span.getAttributes().asMap().entrySet().stream()
                .collect(Collectors.toMap(entry -> ((AttributeKey<?>) entry.getKey()).getKey(), Map.Entry::getValue));
    }
}
